"""Certificates in the demo: a class that has received its own, a layout of the hospital's, a list that waits."""

import io
from datetime import datetime

from PIL import Image, ImageDraw

from certificates.register.actions import approve, issue, propose, save_layout, save_pattern, withdraw
from certificates.register.models import Batch, Kind, Layout, LayoutVersion, NumberPattern
from certificates.register.pictures import Picture
from lms.demo.learning import Offer
from lms.demo.people import SECOND_ISSUER, Company
from lms.kit.queue import drain
from lms.people.models import Person

RED = (190, 30, 35, 255)
DESIGN = {
    "title": "荣誉证书",
    "title_en": "Certificate of Honor",
    "body": "{name}同志：\n{reason}特发此证，以资鼓励。",
    "body_en": "This certificate is awarded to {name} in recognition of outstanding work in primary care.",
    "id_number": False,
    "scheme": False,
    "extras": [["class", "班次"]],
    "seal_label": "",
    "signature_label": "院长：",
    "accent": "#8a1c1f",
}


def certify(offer: Offer, company: Company, *, at: datetime) -> None:
    """Issue to the class, and a prize and a letter of appointment; leave a list to approve and one sent back."""
    first, second = company.officers["scheme_manager"], company.officers[SECOND_ISSUER]
    issue(offer.cohort, by=first, approved_by=second, at=at)
    pattern = NumberPattern(
        issuer=offer.cohort.organiser, kind=Kind.HONOR, pattern="{issuer}-{kind}-{year}-{serial:04}"
    )
    save_pattern(pattern, by=first, at=at)
    honors = {"cohort": offer.cohort, "kind": Kind.HONOR, "layout_version": _layout(offer, by=first, at=at)}
    prize = Batch(
        **honors,
        reason="在全市基层呼吸病适宜技术操作竞赛中获得二等奖。",
        terms={"people": [company.trainees[0].pk]},
    )
    best = Batch(
        **honors,
        reason="在第一期首席医师培训中学习刻苦、带头用好适宜技术，被评为优秀学员。",
        terms={"people": [person.pk for person in company.trainees[1:6]]},
    )
    for batch in (prize, Batch(cohort=offer.village_cohort, kind=Kind.APPOINTMENT)):
        approve(batch, by=second, seen=propose(batch, by=first, at=at).digest, at=at)
    # A class has one list at a time.
    drain(most=1000)
    propose(best, by=first, at=at)
    letters = propose(Batch(cohort=offer.cohort, kind=Kind.APPOINTMENT), by=first, at=at)
    withdraw(letters, by=second, reason="聘书要有院长签名。请先做好带签名的聘书版式，再重新报。", at=at)


def _layout(offer: Offer, *, by: Person, at: datetime) -> LayoutVersion:
    layout = Layout(name="优秀学员荣誉证书", kind=Kind.HONOR, issuer=offer.cohort.organiser)
    pictures = {"seal": _seal(), "autograph": _signature()}
    return save_layout(layout, DESIGN, pictures, by=by, at=at)


def _seal() -> Picture:
    """Return a ring with no name in it: nobody can take it for a real seal."""
    image = Image.new("RGBA", (400, 400))
    draw = ImageDraw.Draw(image)
    draw.ellipse((8, 8, 392, 392), outline=RED, width=10)
    draw.regular_polygon((200, 200, 70), 5, fill=RED)
    return _picture(image)


def _signature() -> Picture:
    image = Image.new("RGBA", (400, 160))
    stroke = [(20, 110), (60, 40), (90, 120), (130, 50), (170, 115), (230, 60), (260, 100), (370, 70)]
    ImageDraw.Draw(image).line(stroke, fill=(20, 20, 60, 255), width=7, joint="curve")
    return _picture(image)


def _picture(image: Image.Image) -> Picture:
    file = io.BytesIO()
    image.save(file, "PNG")
    return Picture(file.getvalue(), "png")
