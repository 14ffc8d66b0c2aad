"""Pages every wing builds on."""

from typing import ClassVar

from django.utils.translation import gettext_lazy as _
from wagtail.models import Page


class SitePage(Page):
    """A page of the phone site. It tells; a record counts. Subclasses name their template, parents and children."""

    class Meta:
        abstract = True


class HomePage(SitePage):
    """The root of the site's pages. Visitors meet the desk instead; editors hang their pages here."""

    template = "lms/site/home_page.html"
    parent_page_types: ClassVar[list[str]] = ["wagtailcore.Page"]
    # No subpage_types: the wings above say in their own parent_page_types which of their pages hang here.
    max_count = 1

    class Meta:
        verbose_name = _("home page")
