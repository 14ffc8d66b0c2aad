"""Laying the ground the site's pages stand on."""

from urllib.parse import urlsplit

from django.db import transaction
from wagtail.models import Page, Site

from lms.site.models import HomePage


@transaction.atomic
def open_site(*, name: str, address: str) -> HomePage:
    """Make the home page the root of the one site at ``address``, and remove Wagtail's welcome page. Safe to repeat.

    :param address: the address people reach the site at, such as ``"https://xinglin.example"``.
    """
    home: HomePage | None = HomePage.objects.first()
    if home is None:
        home = Page.get_first_root_node().add_child(instance=HomePage(title=name, slug="xinglin", live=True))
    parts = urlsplit(address)
    Site.objects.update_or_create(
        is_default_site=True,
        defaults={
            "hostname": parts.hostname or "localhost",
            "port": parts.port or (443 if parts.scheme == "https" else 80),
            "site_name": name,
            "root_page": home,
        },
    )
    # Pages of no type of our own, directly below the root: only the welcome page that Wagtail's migrations made.
    for page in Page.objects.filter(depth=2, content_type__app_label="wagtailcore").exclude(pk=home.pk):
        page.delete()
    return home
