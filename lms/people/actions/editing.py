"""Who writes the pages, and who reviews what they submit before it is published."""

from django.contrib.auth.models import Group, Permission
from django.db.models import Q
from django.utils.translation import gettext as _
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)

from lms.people.roles import PAGES, REVIEWERS
from lms.site.models import HomePage

_COLLECTIONS = ("wagtailimages", "wagtaildocs")
# What Wagtail's migrations call the workflow they make. Its reviewers are a group that no role puts anybody in.
_WAGTAILS_OWN = "Moderators approval"


def sync_editing() -> None:
    """Write :data:`lms.people.roles.PAGES` into the database, and have :data:`lms.people.roles.REVIEWERS` review."""
    home = HomePage.objects.first()
    for role, codenames in PAGES.items():
        group = Group.objects.get(name=role)
        _keep_files(group)
        if home:
            _write_pages(group, home, codenames)
    if home:
        _review(home)


def _write_pages(group: Group, home: HomePage, codenames: list[str]) -> None:
    given = GroupPagePermission.objects.filter(group=group, page=home)
    given.exclude(permission__codename__in=codenames).delete()
    for permission in Permission.objects.filter(content_type__app_label="wagtailcore", codename__in=codenames):
        given.get_or_create(group=group, page=home, permission=permission)


def _keep_files(group: Group) -> None:
    shelf = Collection.get_first_root_node()
    files = Permission.objects.filter(
        Q(codename__startswith="add_") | Q(codename__startswith="change_") | Q(codename__startswith="choose_"),
        content_type__app_label__in=_COLLECTIONS,
        content_type__model__in=["image", "document"],
    )
    for permission in files if shelf else ():
        GroupCollectionPermission.objects.get_or_create(group=group, collection=shelf, permission=permission)


def _review(home: HomePage) -> None:
    """Send what is submitted below ``home`` to the reviewers; a workflow that was put there since is left alone."""
    for workflow in Workflow.objects.filter(name=_WAGTAILS_OWN):
        for task in workflow.tasks:
            task.delete()
        workflow.delete()
    if WorkflowPage.objects.filter(page=home).exists():
        return
    workflow = Workflow.objects.create(name=_("Course review"))
    task = GroupApprovalTask.objects.create(name=_("Course review"))
    task.groups.set(Group.objects.filter(name__in=REVIEWERS))
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    WorkflowPage.objects.create(workflow=workflow, page=home)
