"""What a certificate says, and how a layout wants it said. No database, no framework."""

import tomllib
from dataclasses import dataclass, fields
from datetime import date
from importlib.resources import files

PICTURES = ("data:image/png;base64,", "data:image/jpeg;base64,")
_LYING, _STANDING = (841.89, 595.28), (595.28, 841.89)
# Every page is composed on A4, and larger paper shows it larger: by how much. Smaller paper has no room for the code.
PAPERS = {
    "A4 landscape": (_LYING, 1.0),
    "A4 portrait": (_STANDING, 1.0),
    "A3 landscape": (_LYING, 2**0.5),
    "A3 portrait": (_STANDING, 2**0.5),
}


@dataclass(frozen=True, kw_only=True)
class CertificateFacts:
    """Everything one certificate says, frozen at issue. Texts are printed as they are."""

    number: str
    name: str
    id_number_masked: str
    scheme_title: str
    kind_title: str
    body: str
    issuer: str
    issued_on: date
    verify_url: str
    extras: tuple[tuple[str, str], ...] = ()
    kind_title_en: str = ""
    body_en: str = ""
    # Digits for phones without a network; only the QR code holds them.
    proof: str = ""

    @property
    def scanned(self) -> str:
        """What the QR code says: the address and, after ``#``, the proof."""
        return f"{self.verify_url}#{self.proof}" if self.proof else self.verify_url

    def texts(self) -> tuple[str, ...]:
        """Every text the certificate sets in its own font, in reading order."""
        own = (self.kind_title, self.number, self.scheme_title, self.name, self.id_number_masked, self.body)
        english = (self.kind_title_en, self.body_en)
        return (*own, *english, *(text for pair in self.extras for text in pair), self.issuer, self.verify_url)


@dataclass(frozen=True, kw_only=True)
class Layout:
    """How certificates of one kind look. A changed look is a new ``version``, so old ones can be printed again.

    Sizes are in points, colors are ``#rrggbb``. Pictures are ``data:`` URLs or ``None``: ``background`` fills the
    page in place of the drawn border, ``seal`` lies over the issuer's name and the date, ``autograph`` stands left
    of them behind ``signature_label``. A field without a label is not printed.
    """

    version: str
    paper: str = "A4 landscape"
    title_size: float
    name_size: float
    scheme_size: float
    body_size: float
    issuer_size: float
    ink: str
    muted: str
    accent: str
    gold: str
    tint: str
    number_label: str
    id_number_label: str
    verify_label: str
    seal_label: str
    date_format: str
    background: str | None = None
    seal: str | None = None
    autograph: str | None = None
    signature_label: str = ""

    def __post_init__(self) -> None:
        """Refuse what could not be drawn, or could reach outside the page."""
        if self.paper not in PAPERS:
            raise ValueError(f"unknown paper: {self.paper}")
        for picture in (self.background, self.seal, self.autograph):
            if picture is not None and not picture.startswith(PICTURES):
                raise ValueError("a background, seal or signature must be a data: URL of a PNG or JPEG picture")
        for name in ("ink", "muted", "accent", "gold", "tint"):
            rgb(getattr(self, name))

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of the page as it is composed, in points."""
        return PAPERS[self.paper][0]

    @property
    def zoom(self) -> float:
        """How much larger the paper is than the page as it is composed."""
        return PAPERS[self.paper][1]

    def texts(self) -> tuple[str, ...]:
        """The labels that the layout adds to a certificate's own texts."""
        labels = (self.number_label, self.id_number_label, self.verify_label, self.seal_label, self.signature_label)
        return *labels, self.date_format


def rgb(color: str) -> tuple[float, float, float]:
    """Return the three parts of ``#rrggbb``, each from 0 to 1.

    >>> rgb("#ff0000")
    (1.0, 0.0, 0.0)
    """
    if len(color) != 7 or color[0] != "#":
        raise ValueError(f"not a #rrggbb color: {color}")
    red, green, blue = bytes.fromhex(color[1:])
    return red / 255, green / 255, blue / 255


def load_layout(name: str) -> Layout:
    """Return the built-in layout kept in ``layouts/<name>.toml``."""
    data = tomllib.loads(files(__package__).joinpath("layouts", f"{name}.toml").read_text(encoding="utf-8"))
    known = {field.name for field in fields(Layout)}
    return Layout(**{key: value for key, value in data.items() if key in known})


DEFAULT_LAYOUT = load_layout("apricot")
