"""Everything that writes about people and places."""

from lms.people.actions.divisions import import_divisions
from lms.people.actions.leaves import end_leave, keep_leave
from lms.people.actions.organisations import OrganisationLine, keep_organisation, save_organisation, save_organisations
from lms.people.actions.people import edit_contacts
from lms.people.actions.revealing import PERMISSION as REVEAL
from lms.people.actions.revealing import look_at_person, note_exported, reveal_id_number, stated
from lms.people.actions.roles import appoint, dismiss, sync_memberships, sync_roles

__all__ = [
    "REVEAL",
    "OrganisationLine",
    "appoint",
    "dismiss",
    "edit_contacts",
    "end_leave",
    "import_divisions",
    "keep_leave",
    "keep_organisation",
    "look_at_person",
    "note_exported",
    "reveal_id_number",
    "save_organisation",
    "save_organisations",
    "stated",
    "sync_memberships",
    "sync_roles",
]
