"""The register of certificates."""

from lms.audit.privacy.classes import Privacy, fields

FIELDS: dict[str, dict[str, Privacy]] = {
    "register.Batch": fields(
        internal="kind layout_version year activity digest by_one_person",
        personal=(
            "cohort reason terms proposal job made_at made_by approved_at approved_by withdrawn_at withdrawn_by "
            "withdrawn_reason"
        ),
    ),
    "register.Certificate": fields(
        personal=(
            "number uid kind person traineeship ground issuer batch layout_version sha256 size issued_at issued_by "
            "supersedes state revoked_at revoked_by revoked_reason"
        ),
        sensitive="facts file",
    ),
    "register.Decision": fields(personal="doubt verdict reason replacement decided_at decided_by"),
    "register.Doubt": fields(personal="certificate ground record raised_at"),
    "register.Footing": fields(personal="certificate records said"),
    "register.KnownKey": fields(
        open="key_id jwk certificates trial",
        internal="first_used_at first_used_by",
    ),
    "register.Layout": fields(
        internal="name kind issuer",
        personal="made_at made_by retired_at retired_by",
    ),
    "register.LayoutVersion": fields(
        internal="layout number code design background seal",
        personal="autograph made_at made_by",
    ),
    "register.NumberPattern": fields(
        internal="issuer kind pattern",
        personal="made_at made_by",
    ),
    "register.NumberSeries": fields(internal="issuer year kind prefix next"),
    "register.Recipient": fields(personal="batch person traineeship name basis"),
    "register.Signature": fields(personal="certificate key signed_at time_stamped status_list status_index"),
    "register.StatusList": fields(
        open="credential published_at",
        internal="issuer volume next",
    ),
}
