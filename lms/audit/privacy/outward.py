"""What leaves the house: tokens for programs, and learning record stores."""

from lms.audit.privacy.classes import Privacy, fields

FIELDS: dict[str, dict[str, Privacy]] = {
    "api.ApiToken": fields(
        internal="name head abilities days",
        personal="person made_at last_used_on revoked_at revoked_by",
        sensitive="digest",
    ),
    "api.ApiUse": fields(personal="token route hour calls"),
    "feeds.Store": fields(
        internal="name url username home_page division scheme cursor made_at stopped_at sent_at failed_at fault",
        personal="made_by stopped_by",
        sensitive="secret_sealed",
    ),
}
