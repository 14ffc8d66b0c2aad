"""The ground floor: people, records and what serves them."""

from lms.audit.privacy.classes import Privacy, fields

FIELDS: dict[str, dict[str, Privacy]] = {
    "audit.Entry": fields(personal="at verb actor_id actor_name subject_kind subject_id subject_name data"),
    "coverage.Coverage": fields(),
    "coverage.DirtyPerson": fields(personal="roll_up person"),
    "coverage.NodeFigure": fields(
        internal=(
            "roll_up node division organisation dimension value due started covered overdue on_leave minutes "
            "credits_hundredths"
        )
    ),
    "coverage.Programme": fields(open="code name keeper division starts_on ends_on"),
    "coverage.ProgrammeVersion": fields(
        open=(
            "programme number in_force_on source_document clause confirmed roster post_kinds institution_kinds "
            "licence_group division_codes days covered_by scheme certificate_kind authority target_credits_hundredths "
            "target_minutes target_tenths plan"
        ),
        internal="made_at made_by",
    ),
    "coverage.RollUp": fields(
        internal="programme closed_on is_outline day version changed_at rebuilt_at rebuilding_since is_partial areas"
        " asked_at"
    ),
    "coverage.Standing": fields(
        personal=(
            "roll_up person workplace province city county town institution_kind post_kind post_title age_band sex "
            "due_from due_until deadline_on started_at covered_at covered_month minutes credits_hundredths is_overdue "
            "on_leave"
        )
    ),
    "coverage.Report": fields(
        internal=(
            "id version scheme roster division organisation as_of about figures due covered lines_sha256 digest sha256 "
            "frozen_at frozen_by"
        ),
        personal="file",
    ),
    "coverage.ReportComparison": fields(internal="id report as_of counts compared_at compared_by", personal="file"),
    "coverage.ReportLine": fields(
        internal="report position institution_kind",
        personal="person name area institution workplace joined_on state covered_on minutes credits_hundredths",
        sensitive="id_number_shown",
    ),
    "exchange.Change": fields(
        personal="upload row person field",
        sensitive="before after",
    ),
    "exchange.Fault": fields(
        personal="upload row name column code",
        sensitive="data",
    ),
    "exchange.Question": fields(
        internal="kind",
        personal="upload row person answer answered_by answered_at",
        sensitive="facts",
    ),
    "exchange.Upload": fields(
        internal="state",
        personal=(
            "file_name sha256 uploaded_by uploaded_at keeper roster_name as_of end_missing checked_at counts "
            "extra_columns workplaces approved_by approved_at written_at written roster"
        ),
        sensitive="file marked_file",
    ),
    "jobs.Job": fields(
        internal="kind title state",
        personal=(
            "owner arguments reach done total message result created_at started_at heard_at ended_at "
            "cancel_asked_at return_url"
        ),
        sensitive="file",
    ),
    "kit.Errand": fields(
        internal="task created_at due_at sent_at resend_at attempts last_error",
        sensitive="arguments",
    ),
    "notices.Notice": fields(
        internal="kind key title",
        personal="person body url created_at read_at",
    ),
    "people.Appointment": fields(
        internal="role",
        personal="person division organisation schemes starts_on ends_on",
    ),
    "people.Division": fields(open="code name level parent province city county town valid_from valid_to"),
    "people.Leave": fields(
        personal="person starts_on ends_on source_key",
        sensitive="kind",
    ),
    "people.Licence": fields(
        personal="person kind valid_from valid_to",
        sensitive="number",
    ),
    "people.Organisation": fields(open="code name kind grade division parent closed_on"),
    "people.Person": fields(
        personal=(
            "last_login is_superuser uid name born_on sex education email is_active joined_at claimed_at "
            "groups user_permissions"
        ),
        sensitive="password phone id_number_sealed id_number_hash",
    ),
    "people.Post": fields(personal="person workplace employer kind title department starts_on ends_on"),
    "people.Roster": fields(personal="name keeper made_on"),
    "people.RosterEntry": fields(personal="roster person workplace joined_on left_on"),
    "records.Activity": fields(internal="kind mode title planned_minutes organiser source_key subjects"),
    "records.LearningRecord": fields(
        internal="role source_key",
        personal=(
            "person activity outcome mode minutes score_hundredths happened_at recorded_at workplace "
            "post_kind post_title evidence reverses"
        ),
    ),
    "records.SealedRun": fields(internal="level start width hashes first_id last_id"),
    "records.Subject": fields(open="code name"),
    "records.TreeHead": fields(open="size root at origin key_id signature"),
    "site.HomePage": fields(),
}
