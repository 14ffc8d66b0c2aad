from datetime import date

import pytest

from lms.exchange.actions import Target, import_roster
from tests.factories.exchange import HEADER, csv_file, id_number, workbook
from tests.factories.people import DivisionFactory, OrganisationFactory, PersonFactory


class Desk:
    """A manager of a county with two township hospitals, and a way to import rows for it."""

    def __init__(self, at):
        self.at = at
        self.county = DivisionFactory(code="370702000000", name="潍城区", level="county")
        self.town = DivisionFactory(
            code="370702001000", name="城关街道", level="town", county=self.county, parent=self.county
        )
        self.first = OrganisationFactory(code="WF001", name="城关街道卫生院", division=self.town)
        self.second = OrganisationFactory(code="WF002", name="于河街道卫生院", division=self.town)
        self.chief = PersonFactory(name="管理员", is_superuser=True, phone="18600000000")

    def row(self, serial=1, **given):
        """One good row; ``given`` are cells by column title."""
        cells = {
            "姓名": "李" + "一二三四五六七八九十"[serial % 10],
            "身份证号": id_number(serial),
            "手机号": f"1380000{serial:04d}",
            "性别": "男" if serial % 2 else "女",
            "出生日期": "1980-01-01",
            "工作单位": self.first.name,
            "机构代码": self.first.code,
            "聘用单位": "",
            "行政区划代码": self.town.code,
            "人员类别": "乡镇卫生院医生",
            "职称": "医师",
            "科室": "内科",
            "学历": "大专",
            "执业资格": "执业医师",
            "执业证书编号": f"1103707{serial:08d}",
            "任职开始日期": "2020-07-01",
        }
        return [{**cells, **given}[title] for title in HEADER]

    def load(self, rows, by=None, data=None, **given):
        target = Target(**{"keeper": self.first, "name": "乡村医生名册", "as_of": date(2026, 11, 19), **given})
        data = workbook(rows) if data is None else data
        return import_roster(data=data, file_name="名册.xlsx", target=target, by=by or self.chief, at=self.at)

    csv = staticmethod(csv_file)


@pytest.fixture
def desk(db, at):
    return Desk(at)
