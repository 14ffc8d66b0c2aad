"""ISO 19005-3 at level U, rule by rule, judged on finished files by tools the product does not use.

A fault is named by clause and test number as in veraPDF's profile PDFA-3U. The rules are written for the kind of file
certificates are: what such a file has no reason to hold (JPEG 2000, halftones, spot colors, simple fonts, CMaps of its
own) is a fault as such, and the rules about it need not be spelled out.
"""

from tests.certificates.register.conformity import attached, fonts, graphics, interactive, limits, metadata, syntax
from tests.certificates.register.conformity.file import File

CLAUSES = (syntax, limits, graphics, fonts, interactive, metadata, attached)


def faults(raw: bytes) -> list[str]:
    """Return what is wrong with the file; each begins with the clause and the test."""
    file = File(raw)
    return sorted({fault for clause in CLAUSES for fault in clause.check(file)})
