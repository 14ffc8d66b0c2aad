"""Certificates a second on one core, beside one plain ``write_pdf()`` each with the system font."""

from collections.abc import Callable
from dataclasses import replace
from html import escape
from statistics import median
from time import perf_counter

import segno
from weasyprint import HTML

from certificates.register.printing import CertificateFacts, render
from tests.factories.printing import FACTS

ROUNDS = 7
FAST, PLAIN = 60, 3  # certificates a round: each way takes about the same time
SURNAMES, GIVEN = "王李张刘陈杨赵黄周吴徐孙胡朱高林", "秀兰桂英建国玉梅志强海燕㛃𬭎永红明霞"

PAGE = """<!doctype html><html lang="zh-Hans"><style>
@page {{ size: A4 landscape; margin: 12mm }} body {{ font-family: 'Noto Serif CJK SC'; text-align: center }}
main {{ border: 3pt double #951b1e; padding: 12mm; height: 150mm }} h1 {{ font-size: 40pt; color: #951b1e }}
.body {{ font-size: 16pt; text-align: justify; text-indent: 2em }} footer {{ display: flex }} svg {{ width: 30mm }}
</style><main><p>{number}<h1>{kind}</h1><h2>{scheme}</h2><h2>{name}</h2><p>{id_number}<p class="body">{body}
<p>{extras}<footer>{qr}<p>{issuer}<br>{day}<br>{url}</footer></main></html>"""


def measure() -> dict[str, object]:
    """Return the medians of interleaved rounds, each certificate with its own name, number and address."""
    render(FACTS)
    plain(FACTS)
    fast, slow = [], []
    for number in range(ROUNDS):
        slow.append(PLAIN / seconds(plain, number * 1000, PLAIN))
        fast.append(FAST / seconds(render, number * 1000, FAST))
    return {
        "name": "certificates",
        "value": round(median(fast), 1),
        "unit": "1/s",
        "baseline": round(median(slow), 2),
        "ratio": round(median(fast) / median(slow), 1),
        "goal": 50,
    }


def seconds(draw: Callable[[CertificateFacts], bytes], start: int, count: int) -> float:
    batch = [facts_of(number) for number in range(start, start + count)]
    begun = perf_counter()
    for facts in batch:
        draw(facts)
    return perf_counter() - begun


def facts_of(number: int) -> CertificateFacts:
    name = SURNAMES[number % 16] + GIVEN[number // 3 % 18] + GIVEN[number // 7 % 18]
    address = f"https://xinglin.example.cn/verify/XL-2026-{number:06}?c={number * 7919 % 999983:06}"
    return replace(FACTS, name=name, number=f"XL-2026-{number:06}", verify_url=address)


def plain(facts: CertificateFacts) -> bytes:
    page = PAGE.format(
        number=facts.number,
        kind=facts.kind_title,
        scheme=facts.scheme_title,
        name=escape(facts.name),
        id_number=facts.id_number_masked,
        body=facts.body,
        extras=" ".join(f"{label} {value}" for label, value in facts.extras),
        qr=segno.make_qr(facts.verify_url, error="m").svg_inline(),
        issuer=facts.issuer,
        day=facts.issued_on,
        url=escape(facts.verify_url),
    )
    return bytes(HTML(string=page).write_pdf())
