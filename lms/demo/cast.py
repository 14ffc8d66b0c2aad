"""Invented people: names put together by chance, identity numbers of a county that does not exist."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from lms.people.rules import id_number_check

# No county has this code, so no living person has these identity numbers.
NOWHERE = "370799"
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂英建华文红玉春梅国庆海燕志远晓东雪莲永胜秀云德成瑞雪"
# Two names with characters that many fonts lack.
RARE = ("王㛃", "周𬭎")
TITLES = ("医师", "主治医师", "主治医师", "副主任医师")
EDUCATION = ("大专", "大专", "本科", "中专")


@dataclass(frozen=True)
class Figure:
    """One invented person as a roster would give them."""

    name: str
    id_number: str
    phone: str
    title: str
    education: str
    starts_on: date


class Cast:
    """Draws invented people; the same seed draws the same people in the same order."""

    def __init__(self, seed: int, first_phone: int) -> None:
        """Number phones upwards from ``first_phone``."""
        self._chance = Random(seed)  # noqa: S311 - the demo must be the same everywhere
        self._phone = first_phone
        self._serial = 0
        self._names: set[str] = set()

    def draw(self, name: str = "") -> Figure:
        """Return the next person, called ``name`` if one is given."""
        self._serial += 1
        self._phone += 1
        born_on = date(1962, 1, 1) + timedelta(days=self._chance.randrange(32 * 365))
        return Figure(
            name=name or self._new_name(),
            id_number=_id_number(born_on, self._serial % 1000),
            phone=str(self._phone),
            title=self._chance.choice(TITLES),
            education=self._chance.choice(EDUCATION),
            starts_on=max(born_on + timedelta(days=23 * 365), date(2019, 7, 1)),
        )

    def _new_name(self) -> str:
        while True:
            given = "".join(self._chance.sample(GIVEN, self._chance.choice((1, 2, 2))))
            name = self._chance.choice(SURNAMES) + given
            if name not in self._names:
                self._names.add(name)
                return name


def _id_number(born_on: date, serial: int) -> str:
    body = f"{NOWHERE}{born_on:%Y%m%d}{serial:03d}"
    return body + id_number_check(body)
