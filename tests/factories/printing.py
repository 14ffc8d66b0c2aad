from dataclasses import replace
from datetime import date
from io import BytesIO

from pypdf import PdfWriter

from certificates.register.printing import CertificateFacts

FACTS = CertificateFacts(
    number="XL-2026-000123",
    name="王秀兰",
    id_number_masked="370705********1234",
    scheme_title="基层慢病（呼吸病）首席医师培训班",
    kind_title="结业证书",
    body="于2026年3月2日至2026年9月18日参加潍坊市第二人民医院举办的“基层慢病（呼吸病）首席医师培训班”，"
    "完成规定的全部学习内容，考核合格，准予结业，特发此证。",
    issuer="潍坊市第二人民医院",
    issued_on=date(2026, 9, 30),
    verify_url="https://xinglin.example.cn/verify/XL-2026-000123?c=8f3a91",
    extras=(("学时", "90"), ("学分", "25.0"), ("培训时间", "2026-03-02 至 2026-09-18"), ("考核成绩", "86")),
)


def facts(**changes):
    return replace(FACTS, **changes)


def pdf_with_badge():
    """The smallest file that a badge can be taken out of."""
    writer, file = PdfWriter(), BytesIO()
    writer.add_blank_page(100, 100)
    writer.add_attachment("open-badge.jwt", b"a.b.c")
    writer.write(file)
    return file.getvalue()
