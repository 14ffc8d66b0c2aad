"""The style sheets: every pair of ink and ground can be read, every class stands on the page of components."""

import re
from itertools import product

import pytest
from django.conf import settings

SHEETS = sorted(
    path
    for path in settings.BASE_DIR.glob("*/**/static/**/*.css")
    if path.relative_to(settings.BASE_DIR).parts[0] in {"lms", "courses", "certificates"}
    if path.parent.name not in {"coverage", "records", "schemes"}
    and path.name != "office.css"  # drawn inside Wagtail's admin, in Wagtail's colours
)
SITE = next(path for path in SHEETS if path.name == "site.css")
# Any of these inks may stand on any of these grounds; light inks on pine only.
INKS = ("ink", "ink-soft", "pine", "pine-deep", "apricot-ink", "red")
GROUNDS = ("paper", "card", "sunken", "pine-soft", "apricot-light", "apricot-soft", "red-soft")
LIGHT_INKS, DARK_GROUNDS = ("card", "paper", "apricot-light"), ("pine", "pine-deep")
# States that a script or a request sets, and what Wagtail and htmx name themselves.
NOT_SHOWN = {"htmx-indicator", "htmx-request", "large", "is-late", "has-tabbar", "visually-hidden"}


def tokens():
    return dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6})", SITE.read_text()))


def luminance(colour):
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one, other):
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(
    ("ink", "ground"), [*product(INKS, GROUNDS), *product(LIGHT_INKS, DARK_GROUNDS)], ids=lambda token: token
)
def test_every_ink_can_be_read_on_every_ground(ink, ground):
    colours = tokens()
    assert contrast(colours[ink], colours[ground]) >= 7


def classes_of(sheet):
    rules = re.sub(r"/\*.*?\*/|\{[^{}]*\}|url\([^)]*\)", " ", sheet, flags=re.DOTALL)
    return set(re.findall(r"\.([a-zA-Z][\w-]*)", rules))


@pytest.mark.django_db
def test_every_class_stands_on_the_page_of_components(client, settings):
    settings.DEBUG = True
    page = client.get("/_dev/components/").content.decode()
    shown = {name for value in re.findall(r'class="([^"]*)"', page) for name in value.split()}

    missing = {sheet.name: sorted(classes_of(sheet.read_text()) - shown - NOT_SHOWN) for sheet in SHEETS}

    assert {name: classes for name, classes in missing.items() if classes} == {}, (
        "show them in templates/lms/site/components.html, or take them out of the style sheet"
    )
