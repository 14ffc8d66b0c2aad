"""Addresses of Wagtail's and allauth's own routes, leading to what there is of the county."""

from django.contrib.auth.models import Group
from django.urls import reverse
from wagtail.models import Page, Site, Workflow

from tests.house.addresses import EXAMPLES, routes

# By name, and by the namespace of a name before that.
ANY = {
    "action": "delete",
    "action_name": "publish",
    "app_label": "people",
    "app_name": "people",
    "model_name": "person",
    "content_type_app_name": "catalogue",
    "content_type_model_name": "lessonpage",
    "filter_spec": "width-100",
    "uidb64": "MQ",
    "token": "x-y",
}
# Addresses whose patterns have no names for what is in them.
PLAIN = {
    "account_confirm_email": "/account/confirm-email/x/",
    "account_reset_password_from_key": "/account/password/reset/key/1-x/",
    "wagtailadmin_pages:revisions_compare": "/admin/pages/{page}/revisions/compare/live...latest/",
    "wagtaildocs_serve": "/documents/{document}/card.pdf",
    "wagtail_serve": "/",
}
LOGS_OUT = {"account_logout", "wagtailadmin_logout"}


def their_addresses(world):
    """Yield name and address of each of their routes but those that sign out."""
    page = Page.objects.order_by("-depth", "pk").first()
    for route in routes():
        if route.is_theirs and route.name not in LOGS_OUT:
            yield route.name, _url(world, route, page)


def _url(world, route, page):
    if not route.is_named:
        return "/" + EXAMPLES.get(route.path, route.path).replace("^.*/$", "nowhere/").replace("^", "").rstrip("$")
    if route.name in PLAIN:
        return PLAIN[route.name].format(page=page.pk, document=world.places["document_id"])
    known = {each: _argument(world, route.name, each, page) for each in route.arguments}
    return reverse(route.name, kwargs=known) + _asked(world, route.name)


def _argument(world, name, argument, page):
    if argument == "pk":
        return _pk(world, name, page)
    if argument == "object_id":
        return world.owner.pk
    if argument in ("document_id", "doc_id"):
        return world.places["document_id"]
    if argument in ("page_id", "page_pk", "page_to_move_id"):
        return page.pk
    if argument in ("parent_page_id", "destination_id"):
        return page.get_parent().pk
    return ANY.get(argument, 1)


def _pk(world, name, page):
    if name.startswith("wagtailusers_users:"):
        return world.owner.pk
    if name.startswith("wagtailusers_groups:"):
        return Group.objects.order_by("pk").first().pk
    if name.startswith("wagtailadmin_api:pages:"):
        return page.pk
    if name.startswith(("wagtailadmin_api:documents:", "wagtaildocs_chooser:")):
        return world.places["document_id"]
    if name.startswith("wagtailsites:"):
        return Site.objects.first().pk
    workflow = Workflow.objects.first() if name.startswith("wagtailadmin_workflows:") else None
    return workflow.pk if workflow else 1


def _asked(world, name):
    """Return what else is asked for: Wagtail's actions on many name their objects in the query."""
    return f"?id={world.owner.pk}" if name == "wagtail_bulk_action" else ""
