"""What a certificate's file says about itself, twice as PDF/A wants: in the Info dictionary and in XMP."""

from html import escape

from weasyprint import VERSION

from certificates.register.printing.facts import CertificateFacts

PRODUCER = f"Xinglin, WeasyPrint {VERSION}"
XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/"
 xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 pdfaid:part="3" pdfaid:conformance="U" pdf:Producer="{producer}" xmp:CreateDate="{created}">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>"""


def title(facts: CertificateFacts) -> str:
    """Return the title of the file: what it is, whose, and its number."""
    return f"{facts.kind_title} {facts.name} {facts.number}"


def created(facts: CertificateFacts) -> str:
    """Return the day of issue as the moment of creation, so that printing again gives the same bytes."""
    return f"{facts.issued_on.isoformat()}T00:00:00+08:00"


def xmp(facts: CertificateFacts) -> bytes:
    """Return the XMP packet."""
    return XMP.format(
        producer=PRODUCER, created=created(facts), title=escape(title(facts)), author=escape(facts.issuer)
    ).encode()


def info(facts: CertificateFacts) -> bytes:
    """Return the Info dictionary."""
    return b"<< /Title %s /Author %s /Producer (%s) /CreationDate (D:%s000000+08'00') >>" % (
        text(title(facts)),
        text(facts.issuer),
        PRODUCER.encode("ascii"),
        facts.issued_on.strftime("%Y%m%d").encode(),
    )


def text(value: str) -> bytes:
    """Return a PDF text string in UTF-16."""
    return b"<feff" + value.encode("utf-16-be").hex().encode() + b">"
