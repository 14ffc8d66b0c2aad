"""A bank of any size with every kind of mistake in it, each in a row that is known.

Run as a program it makes the file: ``python -m tests.courses.exams.exchange.big 10000 bank.xlsx``.
"""

import random
import sys
from pathlib import Path

from tests.courses.exams.exchange.sheets import workbook

_WHO = ["男，{}岁", "女，{}岁", "患儿，{}岁", "老年男性，{}岁", "孕妇，{}岁"]
_WHAT = (
    *(
        "发热",
        "咳嗽",
        "咳痰",
        "气促",
        "胸痛",
        "心悸",
        "头晕",
        "头痛",
        "乏力",
        "水肿",
        "腹痛",
        "腹泻",
        "呕血",
        "黄疸",
        "少尿",
        "皮疹",
        "关节痛",
    ),
    *("消瘦", "多饮", "多尿", "失眠", "抽搐", "晕厥", "便血"),
)
_FOUND = (
    *(
        "血压升高",
        "血糖升高",
        "白细胞升高",
        "血小板减少",
        "转氨酶升高",
        "肌酐升高",
        "心率增快",
        "双肺湿啰音",
        "桶状胸",
        "颈静脉怒张",
        "肝大",
        "脾大",
    ),
    *("下肢凹陷性水肿", "心尖区杂音", "腹部压痛"),
)
_ASKED = ["最可能的诊断是", "首选的检查是", "首选的治疗是", "下一步应当", "最需要警惕的并发症是", "错误的处理是"]
_OPTIONS = (
    *(
        "慢阻肺",
        "肺炎",
        "心衰",
        "高血压",
        "糖尿病",
        "肝硬化",
        "肾炎",
        "甲亢",
        "贫血",
        "胃溃疡",
        "胆囊炎",
        "脑梗死",
        "哮喘",
        "结核",
        "痛风",
        "骨质疏松",
    ),
    *("肺癌", "心梗", "房颤", "尿路感染"),
)

# What is done to a good row, and where the fault is to be found: the column and the code.
MISTAKES = [
    ({"right": ""}, "right", "no_right"),
    ({"right": "AB"}, "right", "one_right"),
    ({"right": "J"}, "right", "letter_unknown"),
    ({"option_a": "B. 甲", "option_b": "A. 乙", "option_c": "C. 丙", "option_d": "D. 丁"}, "option_a", "letter_order"),
    ({"option_b": ""}, "option_b", "option_gap"),
    ({"stem": "长" * 20_000}, "stem", "long_stem"),
    ({"stem": "<p onclick='x()'>患者</p><script>alert(1)</script>"}, "stem", "script"),
    ({"stem": "<iframe src='https://example.org'></iframe>患者"}, "stem", "construct"),
    ({"kind": "A3/A4型", "shared": ""}, "shared", "no_shared_stem"),
    ({"kind": "填空题"}, "kind", "kind_unknown"),
    ({"stem": ""}, "stem", "no_stem"),
    ({"option_b": "{a}"}, "option_a", "same_options"),
    ({"kind": "X型", "right": "A"}, "right", "several_right"),
    ({"subject": "没有这科"}, "subject", "subject_unknown"),
    ({"difficulty": "难"}, "difficulty", "number_odd"),
    ({"stem": "看图 ![片](没有.png)"}, "stem", "file_missing"),
]
EVERY = 5


def rows(count, seed=1):
    """Yield rows with the fault each is to have, or ``None``; every fifth has one, in turn."""
    luck = random.Random(seed)
    for number in range(count):
        who, what = luck.choice(_WHO).format(luck.randint(1, 90)), "、".join(luck.sample(_WHAT, 3))
        found, pressure = "，".join(luck.sample(_FOUND, 3)), f"{luck.randint(90, 200)}/{luck.randint(50, 120)}"
        heat = luck.randint(360, 410) / 10
        stem = f"{who}。{what}{luck.randint(1, 30)}天。查体：{found}，体温{heat}℃，血压{pressure} mmHg。"
        stem += luck.choice(_ASKED)
        options = dict(zip(("option_a", "option_b", "option_c", "option_d"), luck.sample(_OPTIONS, 4), strict=True))
        row = {"code": f"Z{number:05d}", "kind": "A2型", "subject": "neike", "difficulty": str(luck.randint(1, 5))}
        row |= {"shared": "", "stem": stem, **options, "right": luck.choice("ABCD")}
        if number % EVERY:
            yield row, None
            continue
        change, column, code = MISTAKES[number // EVERY % len(MISTAKES)]
        yield row | {name: value.replace("{a}", options["option_a"]) for name, value in change.items()}, (column, code)


def bank(count):
    """The rows as a workbook, and the faults by their row in it."""
    made = list(rows(count))
    faults = {number: fault for number, (_row, fault) in enumerate(made, start=2) if fault}
    return workbook(*(row for row, _fault in made)), faults


if __name__ == "__main__":
    Path(sys.argv[2]).write_bytes(bank(int(sys.argv[1]))[0])
