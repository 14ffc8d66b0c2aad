"""Where everything stands on the page. Both ways of drawing follow this one composition."""

from dataclasses import dataclass, field, replace

from certificates.register.printing.facts import CertificateFacts, Layout
from certificates.register.printing.fonts import Face, face
from certificates.register.printing.typesetting import Fitted, Place, fit, spacing

TITLE_TRACKING = 0.35  # ems between the characters of the title
QR_SIDE = 84.0
EXTRAS_PER_ROW = 4
EXTRAS_ROW = 42.0
SEAL_SIDE = 118.0  # 42 mm, the size of an institution's seal
SIGNATURE = (112.0, 46.0)
ENGLISH_LEADING = 1.35


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text: its left end and baseline in points from the top left corner of the page."""

    text: str
    x: float
    y: float
    size: float
    weight: str
    color: str
    spacing: float = 0.0


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight thin stroke."""

    x1: float
    y1: float
    x2: float
    y2: float


@dataclass(frozen=True, slots=True)
class Page:
    """A composed certificate; boxes are (left, top, side)."""

    lines: tuple[Line, ...]
    rules: tuple[Rule, ...]
    qr: tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Box:
    """Where a picture goes, in points from the top left corner of the page."""

    left: float
    top: float
    width: float
    height: float


def seal_box(layout: Layout) -> Box:
    """Return where the seal lies: over the issuer's name and the date."""
    x, foot = _signing(layout)
    side = SEAL_SIDE / layout.zoom  # as large as the real one on any paper
    return Box(x - side / 2, foot + 48 - side / 2, side, side)


def signature_box(layout: Layout) -> Box:
    """Return where the signature stands: between the code and the issuer's name."""
    width, height = SIGNATURE
    x, foot = _signing(layout)
    return Box(x - 130 - width, foot + 20, width, height)


def _signing(layout: Layout) -> tuple[float, float]:
    """Return the middle of the issuer's name and the top of the foot of the page."""
    width, height = layout.size
    edge = 64.0 if width > height else 110.0
    return width - round(width * 0.13, 2) - 124, height - edge - QR_SIDE


@dataclass
class _Sheet:
    """Collects lines and rules while the page is composed."""

    width: float
    lines: list[Line] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)

    def centered(self, text: Fitted, weight: str, color: str, at: tuple[float, float], leading: float = 1.3) -> float:
        """Set ``text`` centered on ``at``'s x, first baseline at its y; return the last baseline."""
        x, y = at
        for number, line in enumerate(text.lines):
            width = face(weight).width(line) * text.size
            y = at[1] + number * text.size * leading
            self.lines.append(Line(line, round(x - width / 2, 3), round(y, 3), text.size, weight, color))
        return y


def compose(facts: CertificateFacts, layout: Layout) -> Page:
    """Give every text of a certificate its size and place.

    :raises TooLong: a text does not fit the page.
    :raises Unprintable: the font lacks a character.
    """
    width, height = layout.size
    margin = round(width * 0.13, 2)
    top = 64.0 if width > height else 110.0
    foot = height - (64.0 if width > height else 110.0) - QR_SIDE
    sheet = _Sheet(width)

    y = _heading(sheet, facts, layout, margin, top)
    y = _person(sheet, facts, layout, y)
    _statement(sheet, facts, layout, margin, (y + 16, foot - 8))
    _signature(sheet, facts, layout, _signing(layout))
    _verification(sheet, facts, layout, (margin, foot))
    return Page(tuple(sheet.lines), tuple(sheet.rules), (margin, foot, QR_SIDE))


def _heading(sheet: _Sheet, facts: CertificateFacts, layout: Layout, margin: float, top: float) -> float:
    bold, regular = face("Bold"), face("Regular")
    number = layout.number_label + facts.number
    fitted = fit(number, regular, Place(sheet.width - 2 * margin, 18, 11.5, 6))
    x = sheet.width - margin - regular.width(number) * fitted.size
    sheet.lines.append(Line(number, round(x, 3), top + 8, fitted.size, "Regular", layout.muted))

    title = facts.kind_title
    room = sheet.width - 2 * margin
    gaps = max(len(title) - 1, 0)
    size = min(layout.title_size, room / max(bold.width(title) + gaps * TITLE_TRACKING, 1))
    tracking = round(size * TITLE_TRACKING, 3)
    x = (sheet.width - bold.width(title) * size - gaps * tracking) / 2
    y = top + 22 + layout.title_size * 0.95
    sheet.lines.append(Line(title, round(x, 3), round(y, 3), round(size, 3), "Bold", layout.accent, tracking))

    scheme = fit(facts.scheme_title, bold, Place(room - 120, 32, layout.scheme_size, 8, balanced=True))
    if facts.kind_title_en:
        english = fit(facts.kind_title_en, regular, Place(room, 18, 12.5, 6))
        y = sheet.centered(english, "Regular", layout.muted, (sheet.width / 2, y + 20)) - 8
    if not facts.scheme_title:
        return y + 20
    return sheet.centered(scheme, "Bold", layout.ink, (sheet.width / 2, y + 36))


def _person(sheet: _Sheet, facts: CertificateFacts, layout: Layout, y: float) -> float:
    bold, regular = face("Bold"), face("Regular")
    middle = sheet.width / 2
    room = min(sheet.width * 0.72, 520)
    name = fit(facts.name, bold, Place(room, layout.name_size * 1.35, layout.name_size, 9, 1.25, balanced=True))
    first = y + 52 - (len(name.lines) - 1) * name.size * 0.62
    last = sheet.centered(name, "Bold", layout.ink, (middle, first), 1.25)
    widest = max(bold.width(line) for line in name.lines) * name.size
    half = max(widest / 2 + 24, 110)
    below = max(last + name.size * 0.32, y + 62)
    sheet.rules.append(Rule(middle - half, below, middle + half, below))

    if not facts.id_number_masked:
        return below + 4
    number = fit(layout.id_number_label + facts.id_number_masked, regular, Place(room, 18, 12.5, 6))
    return sheet.centered(number, "Regular", layout.muted, (middle, below + 20))


def _statement(
    sheet: _Sheet, facts: CertificateFacts, layout: Layout, margin: float, band: tuple[float, float]
) -> None:
    """Set the body and, under it, the extra facts; both together stand in the middle of ``band``."""
    regular = face("Regular")
    top, bottom = band
    rows = [facts.extras[i : i + EXTRAS_PER_ROW] for i in range(0, len(facts.extras), EXTRAS_PER_ROW)]
    below = len(rows) * EXTRAS_ROW + (10 if rows else 0)
    room = sheet.width - 2 * margin
    leading = 1.7
    english = fit(facts.body_en, regular, Place(room, 60, 11.5, 6, ENGLISH_LEADING)) if facts.body_en else None
    if english is not None:
        below += len(english.lines) * english.size * ENGLISH_LEADING + 8
    body = fit(facts.body, regular, Place(room, bottom - top - below, layout.body_size, 8, leading, 2))
    used = len(body.lines) * body.size * leading + below
    y = top + max(bottom - top - used, 0) * 0.45
    for line, starts, ends in zip(body.lines, body.starts, body.ends, strict=True):
        y += body.size * leading
        indent = 2 * body.size if starts else 0.0
        loose = 0.0 if ends else spacing(line, regular, room - indent, body.size)
        x = round(margin + indent, 3)
        baseline = round(y - body.size * 0.5, 3)
        sheet.lines.append(Line(line, x, baseline, body.size, "Regular", layout.ink, loose))
    if english is not None:
        y += 8
        for line in english.lines:
            y += english.size * ENGLISH_LEADING
            at = (sheet.width / 2, round(y - english.size * 0.3, 3))
            sheet.centered(replace(english, lines=(line,)), "Regular", layout.muted, at)
    for row in rows:
        _extras(sheet, row, layout, margin, y + 10)
        y += EXTRAS_ROW


def _extras(sheet: _Sheet, row: tuple[tuple[str, str], ...], layout: Layout, margin: float, y: float) -> None:
    """Set up to four facts side by side: label above, value below, a thin rule between neighbors."""
    regular: Face = face("Regular")
    column = (sheet.width - 2 * margin) / len(row)
    for number, (label, value) in enumerate(row):
        middle = margin + column * (number + 0.5)
        place = Place(column - 14, 12, 10.5, 5, 1.1)
        sheet.centered(fit(label, regular, place), "Regular", layout.muted, (middle, y + 12))
        place = Place(column - 14, 20, 14, 5.5, 1.2)
        fitted = fit(value, regular, place)
        lift = (len(fitted.lines) - 1) * fitted.size * 0.55
        sheet.centered(fitted, "Regular", layout.ink, (middle, y + 31 - lift), 1.2)
        if number:
            left = margin + column * number
            sheet.rules.append(Rule(left, y + 5, left, y + 33))


def _signature(sheet: _Sheet, facts: CertificateFacts, layout: Layout, at: tuple[float, float]) -> None:
    """Set the issuer, the date and, below them, that the issuer's seal belongs here: the real one, on the paper."""
    x, y = at
    issuer = fit(facts.issuer, face("Bold"), Place(260, 46, layout.issuer_size, 8, 1.25, balanced=True))
    first = y + 38 - (len(issuer.lines) - 1) * issuer.size * 0.6
    sheet.centered(issuer, "Bold", layout.ink, (x, first), 1.25)
    day = facts.issued_on
    written = layout.date_format.format(year=day.year, month=day.month, day=day.day)
    fitted = fit(written, face("Regular"), Place(260, 20, 14.5, 8))
    sheet.centered(fitted, "Regular", layout.ink, (x, y + 66))
    if layout.seal is None:
        label = fit(layout.seal_label, face("Regular"), Place(260, 14, 10.5, 8))
        sheet.centered(label, "Regular", layout.muted, (x, y + 84))
    if layout.autograph is not None and layout.signature_label:
        box = signature_box(layout)
        label = fit(layout.signature_label, face("Regular"), Place(70, 16, 12.5, 6.5))
        left = box.left - face("Regular").width(label.lines[0]) * label.size - 4
        sheet.lines.append(Line(label.lines[0], round(left, 3), y + 48, label.size, "Regular", layout.ink))


def _verification(sheet: _Sheet, facts: CertificateFacts, layout: Layout, at: tuple[float, float]) -> None:
    """Set the hint and the address beside the QR code."""
    regular = face("Regular")
    x, y = at[0] + QR_SIDE + 12, at[1] + QR_SIDE
    room = sheet.width * 0.26
    address = fit(facts.verify_url, regular, Place(room, 40, 8.5, 4.5, 1.35))
    leading = address.size * 1.35
    first = y - 4 - (len(address.lines) - 1) * leading
    label = fit(layout.verify_label, regular, Place(room, 17, 12.5, 7))
    sheet.lines.append(Line(label.lines[0], x, first - 16, label.size, "Regular", layout.ink))
    for number, line in enumerate(address.lines):
        sheet.lines.append(Line(line, x, round(first + number * leading, 3), address.size, "Regular", layout.muted))
