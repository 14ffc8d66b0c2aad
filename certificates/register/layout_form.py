"""The form of a layout: every word, size, color and picture of it."""

from collections.abc import Iterator, Mapping
from typing import Any, cast

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from certificates.register.actions.layouts import PICTURES
from certificates.register.design import (
    EXTRAS,
    PLACEHOLDERS,
    Design,
    UnknownPlaceholder,
    as_url,
    built_in,
    from_data,
    picture_url,
    placeholders,
)
from certificates.register.models import Kind, Layout, LayoutVersion
from certificates.register.pictures import Picture, examine
from certificates.register.preview import SAMPLES
from certificates.register.printing import FontMissing, unprintable
from certificates.schemes.models import Cohort
from lms.kit.errors import Refusal
from lms.people.models import Organisation

SIZES = {
    "title_size": (_("Size of the title"), 20, 72),
    "name_size": (_("Size of the name"), 12, 48),
    "scheme_size": (_("Size of the scheme"), 8, 32),
    "body_size": (_("Size of the text"), 8, 28),
    "issuer_size": (_("Size of the issuer"), 8, 28),
}
COLORS = {
    "ink": _("Color of the text"),
    "muted": _("Color of the small text"),
    "accent": _("Color of title and frame"),
    "gold": _("Color of the ornament"),
    "tint": _("Color of the blossom behind"),
}
LABELS = {
    "number_label": _("Before the number"),
    "id_number_label": _("Before the ID number"),
    "verify_label": _("Beside the code"),
    "seal_label": _("Where the seal is pressed"),
    "signature_label": _("Before the signature"),
}
TEXTS = ("title", "title_en", "body", "body_en")


class LayoutForm(forms.Form):
    """One layout, and under it whose certificate to look at."""

    name = forms.CharField(label=_("Name of the layout"), max_length=60)
    kind = forms.ChoiceField(label=_("Kind"), choices=Kind.choices)
    issuer = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("Issuer"), help_text=_("Whose certificates may look like this.")
    )
    paper = forms.ChoiceField(
        label=_("Paper"),
        choices=[
            *(("A4 landscape", _("A4, lying")), ("A4 portrait", _("A4, standing"))),
            *(("A3 landscape", _("A3, lying")), ("A3 portrait", _("A3, standing"))),
        ],
    )
    title = forms.CharField(label=_("Title on the certificate"), max_length=40)
    title_en = forms.CharField(label=_("Title in English"), max_length=60, required=False)
    body = forms.CharField(label=_("Text"), max_length=600, widget=forms.Textarea(attrs={"rows": 4}))
    body_en = forms.CharField(
        label=_("Text in English"), max_length=900, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    id_number = forms.BooleanField(label=_("Print the ID number (masked)"), required=False)
    scheme = forms.BooleanField(label=_("Print the scheme under the title"), required=False)
    extras = forms.MultipleChoiceField(
        label=_("Fields under the text"),
        choices=list(EXTRAS.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any, files: Any, *, viewer: Any, layout: Layout | None, kind: str = "") -> None:
        """Show the newest version of ``layout``, or the built-in layout of ``kind`` to begin a new one with."""
        self.layout = layout
        self.version: LayoutVersion | None = layout.newest if layout else None
        self.design = self._first_design(kind or Kind.COMPLETION)
        super().__init__(data, files, initial=_initial(self, kind or Kind.COMPLETION))
        issuer = cast("forms.ModelChoiceField[Any]", self.fields["issuer"])
        issuer.queryset = Organisation.objects.visible_to(viewer).order_by("name")
        if viewer.is_superuser:
            issuer.required, issuer.empty_label = False, str(_("everybody"))
        if layout:
            del self.fields["kind"], self.fields["issuer"]
        self._ask_for_looks()
        cohorts = Cohort.objects.run_by(viewer).order_by("-starts_on", "name")
        self.fields["look_class"] = forms.ModelChoiceField(cohorts, label=_("Look at it with a class"), required=False)
        self.fields["look_name"] = forms.CharField(
            label=_("Name of a trainee"), required=False, help_text=_("Blank: whose name is longest.")
        )
        samples = [("", _("somebody of the class")), *((key, text) for key, text in SAMPLES["names"].items())]
        self.fields["look_sample"] = forms.ChoiceField(label=_("Or a difficult name"), choices=samples, required=False)

    def _first_design(self, kind: str) -> Design:
        if self.version is None:
            with translation.override(settings.LANGUAGE_CODE):
                return built_in(kind)
        pictures = {name: picture_url(getattr(self.version, name).name) for name in PICTURES}
        return from_data(self.version.design, self.version.code, pictures)

    def _ask_for_looks(self) -> None:
        for key, label in EXTRAS.items():
            said = _("Label of “%(field)s”") % {"field": label}
            self.fields[f"label_{key}"] = forms.CharField(label=said, max_length=20, required=False)
        for name, label in LABELS.items():
            self.fields[name] = forms.CharField(label=label, max_length=20, required=False, strip=False)
        for name, (label, least, most) in SIZES.items():
            self.fields[name] = forms.FloatField(label=label, min_value=least, max_value=most)
        for name, label in COLORS.items():
            color = forms.TextInput(attrs={"type": "color"})
            self.fields[name] = forms.RegexField(r"^#[0-9a-fA-F]{6}$", label=label, widget=color)
        words = {"background": _("Background"), "seal": _("Seal"), "autograph": _("Image of the signature")}
        for name in PICTURES:
            widget = forms.FileInput(attrs={"accept": "image/png,image/jpeg"})
            help_text = _("PNG or JPEG, at most 4 MB.")
            self.fields[name] = forms.FileField(
                label=words[name], required=False, widget=widget, help_text=help_text, max_length=200
            )
            if self.version and getattr(self.version, name):
                self.fields[f"drop_{name}"] = forms.BooleanField(
                    label=_("Take the picture away: %(picture)s") % {"picture": words[name]}, required=False
                )

    def allow_unnamed(self) -> None:
        """Let a new layout be looked at before it has a name and an issuer."""
        for name in {"name", "issuer"} & set(self.fields):
            self.fields[name].required = False

    def groups(self) -> Iterator[tuple[Any, list[forms.BoundField]]]:
        """Yield the fields in groups with a heading each."""
        names = list(self.fields)
        groups = {
            _("What it says"): ["name", "kind", "issuer", "paper", *TEXTS],
            _("Fields"): ["id_number", "scheme", "extras", *(n for n in names if n.startswith("label_")), *LABELS],
            _("Sizes and colors"): [*SIZES, *COLORS],
            _("Pictures"): [n for n in names if n.removeprefix("drop_") in PICTURES],
        }
        for heading, members in groups.items():
            yield heading, [self[name] for name in members if name in self.fields]

    def look_fields(self) -> list[forms.BoundField]:
        """Return the fields that say whose certificate to look at."""
        return [self[name] for name in self.fields if name.startswith("look_")]

    def clean(self) -> dict[str, Any]:
        """Refuse placeholders that do not exist, characters the font lacks, and pictures that are none."""
        given = super().clean() or {}
        for name in TEXTS:
            # Browsers end lines with two characters, of which the font has one.
            given[name] = given.get(name, "").replace("\r\n", "\n")
            try:
                placeholders(given.get(name, ""))
            except UnknownPlaceholder as fault:
                known = " ".join(f"{{{key}}}" for key in PLACEHOLDERS)
                said = _("%(found)s cannot be filled in. Use only: %(known)s")
                self.add_error(name, ValidationError(said % {"found": fault, "known": known}))
        for name in (*TEXTS, *LABELS, *(f"label_{key}" for key in EXTRAS)):
            if missing := _unprintable(given.get(name, "")):
                said = _("The font of certificates does not have: %(characters)s. Leave them out.")
                self.add_error(name, ValidationError(said % {"characters": "、".join(missing)}))
        for name in PICTURES:
            if isinstance(given.get(name), UploadedFile):
                try:
                    given[name] = examine(given[name].file, given[name].size or 0)
                except Refusal as refusal:
                    self.add_error(name, str(refusal))
        return given

    def data_of_design(self) -> dict[str, Any]:
        """Return what a version keeps, as JSON values."""
        given = self.cleaned_data
        names = (*TEXTS, "id_number", "scheme", "paper", *SIZES, *COLORS, *LABELS)
        extras = [[key, given[f"label_{key}"] or str(EXTRAS[key])] for key in EXTRAS if key in given["extras"]]
        return {**{name: given[name] for name in names}, "extras": extras}

    def pictures(self) -> dict[str, Picture | str]:
        """Return the new picture, the name of the one that stays, or nothing, for each of the three."""
        return {name: self._picture(name) for name in PICTURES}

    def _picture(self, name: str) -> Picture | str:
        if isinstance(new := self.cleaned_data.get(name), Picture):
            return new
        if self.version is None or self.cleaned_data.get(f"drop_{name}"):
            return ""
        return str(getattr(self.version, name).name or "")

    def draft(self) -> Design:
        """Return the design as it would be saved."""
        pictures: Mapping[str, str | None] = {name: _url(picture) for name, picture in self.pictures().items()}
        return from_data(self.data_of_design(), "draft", pictures)


def _unprintable(text: str) -> list[str]:
    try:
        return [f"{character} (U+{ord(character[-1]):04X})" for character in unprintable(text)]
    except FontMissing:
        # Said by the preview; what is typed is not to blame.
        return []


def _url(picture: Picture | str) -> str | None:
    if isinstance(picture, Picture):
        return as_url(picture.content, "jpeg" if picture.form == "jpg" else "png")
    return picture_url(picture)


def _initial(form: LayoutForm, kind: str) -> dict[str, Any]:
    design = form.design
    shown = {name: getattr(design, name) for name in (*TEXTS, "id_number", "scheme")}
    look = {name: getattr(design.look, name) for name in ("paper", *SIZES, *COLORS, *LABELS)}
    labels = {f"label_{key}": str(label) for key, label in EXTRAS.items()}
    labels |= {f"label_{key}": label for key, label in design.extras}
    known = {
        "name": form.layout.name if form.layout else "",
        "kind": kind,
        "extras": [k for k, _l in design.extras],
    }
    seen = {"seen": form.version.number if form.version else None}
    return {**shown, **look, **labels, **known, **seen}
