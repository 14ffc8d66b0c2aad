"""Everything that writes about people and places."""

from lms.people.actions.divisions import import_divisions
from lms.people.actions.leaves import end_leave, keep_leave
from lms.people.actions.organisations import OrganisationLine, keep_organisation, save_organisation, save_organisations
from lms.people.actions.people import edit_contacts
from lms.people.actions.roles import appoint, dismiss, sync_memberships, sync_roles

__all__ = [
    "OrganisationLine",
    "appoint",
    "dismiss",
    "edit_contacts",
    "end_leave",
    "import_divisions",
    "keep_leave",
    "keep_organisation",
    "save_organisation",
    "save_organisations",
    "sync_memberships",
    "sync_roles",
]
