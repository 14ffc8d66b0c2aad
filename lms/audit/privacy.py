"""What each field says about a person: the basis of masking, exports and logs, kept complete by a test."""

from enum import StrEnum


class Privacy(StrEnum):
    """How carefully a field's values are handled."""

    OPEN = "open"  # anybody may read it
    INTERNAL = "internal"  # says nothing of a person by itself; signed-in people in scope
    PERSONAL = "personal"  # about a person; only in scope
    SENSITIVE = "sensitive"  # masked on every screen, file and log, or never shown at all


def _fields(**names: str) -> dict[str, Privacy]:
    """Return field names by privacy class as classes by field name."""
    return {name: Privacy(privacy) for privacy, words in names.items() for name in words.split()}


PRIVACY: dict[str, dict[str, Privacy]] = {
    "audit.Entry": _fields(
        personal="at verb actor_id actor_name subject_kind subject_id subject_name data",
    ),
    "catalogue.Course": _fields(
        internal="page activity",
    ),
    "catalogue.CourseIndexPage": _fields(),
    "catalogue.CoursePage": _fields(
        open="summary audience cover subjects",
    ),
    "catalogue.Lesson": _fields(
        internal="course page activity position least_seconds",
    ),
    "catalogue.LessonPage": _fields(
        open="summary planned_minutes least_seconds body",
    ),
    "catalogue.Study": _fields(
        personal="person lesson started_at last_seen_at seconds_spent finished_at",
    ),
    "coverage.Coverage": _fields(),
    "credits.CreditLine": _fields(
        personal=(
            "person record rule authority sequence hundredths uncapped_hundredths capped_by earned_on computed_at "
            "change reverses"
        ),
    ),
    "credits.CreditRule": _fields(
        internal=(
            "rule_set position name category activity_kind role mode outcome post_kinds titles earns unit_hundredths "
            "unit_minutes cap_per_activity_hundredths cap_per_kind_hundredths cap_per_year_hundredths document clause "
            "confirmed"
        ),
    ),
    "credits.RuleChange": _fields(
        internal="rule_set state world people before_hundredths after_hundredths report_job apply_job",
        personal="asked_at asked_by approved_at approved_by done_at",
    ),
    "credits.RuleChangeRow": _fields(
        personal="change person before_hundredths after_hundredths is_applied",
    ),
    "credits.RuleSet": _fields(
        internal=(
            "code version replaces authority name valid_from valid_to state document sourced source_note "
            "required_hundredths required_hours carry_over_hundredths carry_over_years"
        ),
    ),
    "credits.Outlook": _fields(
        personal=(
            "person authority year required_hundredths earned_hundredths carried_hundredths missing_hundredths "
            "confirmed ways ways_count closes computed_at"
        ),
    ),
    "credits.Recognition": _fields(
        internal="kind mode media_type state",
        personal=(
            "person title issuer number issuer_key number_key began_on ended_on class_hours_hundredths "
            "claimed_hundredths sha256 handed_in_by handed_in_at replaces checked_by checked_at minutes "
            "approved_by approved_at record closed_by closed_at reason"
        ),
        sensitive="file",
    ),
    "exams.Answer": _fields(
        internal="sequence",
        personal="item chosen saved_at",
    ),
    "exams.BlueprintLine": _fields(
        internal="exam sort_order subject kind count points",
    ),
    "exams.Exam": _fields(
        internal=(
            "uid code title intro activity organiser rosters duration_minutes pass_mark_hundredths attempts "
            "opens_at closes_at review published"
        ),
    ),
    "exams.Question": _fields(
        internal="code subject keeper retired_at",
    ),
    "exams.QuestionVersion": _fields(
        internal="question number kind stem options right explanation difficulty made_at",
        personal="made_by",
    ),
    "exams.Sitting": _fields(
        internal="attempt seed",
        personal="exam person started_at deadline_at submitted_at closed_by score_hundredths passed",
    ),
    "exams.SittingItem": _fields(
        internal="position order",
        personal="sitting version points earned_hundredths",
    ),
    "exchange.Change": _fields(
        personal="upload row person field",
        sensitive="before after",
    ),
    "exchange.Fault": _fields(
        personal="upload row name column code",
        sensitive="data",
    ),
    "exchange.Question": _fields(
        internal="kind",
        personal="upload row person answer answered_by answered_at",
        sensitive="facts",
    ),
    "exchange.Upload": _fields(
        internal="state",
        personal=(
            "file_name sha256 uploaded_by uploaded_at keeper roster_name as_of end_missing checked_at counts "
            "extra_columns workplaces approved_by approved_at written_at written roster"
        ),
        sensitive="file marked_file",
    ),
    "jobs.Job": _fields(
        internal="kind title state",
        personal=(
            "owner arguments done total message result created_at started_at heard_at ended_at "
            "cancel_asked_at return_url"
        ),
        sensitive="file",
    ),
    "kit.Errand": _fields(
        internal="task created_at due_at sent_at resend_at attempts last_error",
        sensitive="arguments",
    ),
    "live.Attempt": _fields(
        personal="person lecture at",
    ),
    "live.CheckIn": _fields(
        personal="lecture person mode checked_in_at added_by add_reason removed_at removed_by remove_reason",
    ),
    "live.Lecture": _fields(
        internal=(
            "series activity kind title summary organiser starts_at ends_at mode venue join_url capacity "
            "opens_minutes settled_at cancelled_at cancel_reason sequence changed_at"
        ),
        personal="speaker_name speaker",
        sensitive="secret",
    ),
    "live.Seat": _fields(
        internal="number",
        personal="lecture doctor taken_at released_at release_reason",
    ),
    "live.Series": _fields(
        internal="title organiser",
    ),
    "live.SeriesPage": _fields(
        open="series introduction",
    ),
    "mentoring.Pairing": _fields(
        internal="kind",
        personal="mentor mentee organiser subject starts_on ends_on goal_sessions plan",
    ),
    "mentoring.TeachingSession": _fields(
        internal="kind state request_key",
        personal="pairing mode place started_at minutes topic note logged_at answered_at dispute_reason void_reason",
    ),
    "notices.Notice": _fields(
        internal="kind key title",
        personal="person body url created_at read_at",
    ),
    "people.Appointment": _fields(
        internal="role",
        personal="person division organisation starts_on ends_on",
    ),
    "people.Division": _fields(
        open="code name level parent province city county town valid_from valid_to",
    ),
    "people.Licence": _fields(
        personal="person kind valid_from valid_to",
        sensitive="number",
    ),
    "people.Organisation": _fields(
        open="code name kind grade division parent closed_on",
    ),
    "people.Person": _fields(
        personal=(
            "last_login is_superuser uid name born_on sex education email is_active joined_at claimed_at "
            "groups user_permissions"
        ),
        sensitive="password phone id_number_sealed id_number_hash",
    ),
    "people.Post": _fields(
        personal="person workplace employer kind title department starts_on ends_on",
    ),
    "people.Roster": _fields(
        personal="name keeper made_on",
    ),
    "people.RosterEntry": _fields(
        personal="roster person workplace joined_on left_on",
    ),
    "records.Activity": _fields(
        internal="kind mode title planned_minutes organiser source_key subjects",
    ),
    "records.LearningRecord": _fields(
        internal="role source_key",
        personal=(
            "person activity outcome mode minutes score_hundredths happened_at recorded_at workplace "
            "post_kind post_title evidence reverses"
        ),
    ),
    "records.Subject": _fields(
        open="code name",
    ),
    "register.Batch": _fields(
        internal="kind layout_version year activity digest by_one_person",
        personal=("cohort reason terms proposal job made_at made_by approved_at approved_by withdrawn_at withdrawn_by"),
    ),
    "register.Certificate": _fields(
        personal=(
            "number uid kind person traineeship ground issuer batch layout_version sha256 size issued_at issued_by "
            "supersedes state revoked_at revoked_by revoked_reason"
        ),
        sensitive="facts file",
    ),
    "register.Decision": _fields(
        personal="doubt verdict reason replacement decided_at decided_by",
    ),
    "register.Doubt": _fields(
        personal="certificate ground record raised_at",
    ),
    "register.KnownKey": _fields(
        open="key_id jwk certificates trial",
        internal="first_used_at first_used_by",
    ),
    "register.Layout": _fields(
        internal="name kind issuer",
        personal="made_at made_by retired_at retired_by",
    ),
    "register.LayoutVersion": _fields(
        internal="layout number code design background seal",
        personal="autograph made_at made_by",
    ),
    "register.NumberPattern": _fields(
        internal="issuer kind pattern",
        personal="made_at made_by",
    ),
    "register.NumberSeries": _fields(
        internal="issuer year kind prefix next",
    ),
    "register.Recipient": _fields(
        personal="batch person traineeship name basis",
    ),
    "register.Signature": _fields(
        personal="certificate key signed_at time_stamped status_list status_index",
    ),
    "register.StatusList": _fields(
        open="credential published_at",
        internal="issuer volume next",
    ),
    "schemes.ClassReport": _fields(
        personal="cohort as_of made_by made_at job file_name sha256 size manifest",
        sensitive="file",
    ),
    "schemes.ClassSession": _fields(
        internal="cohort unit title day begins ends place activity",
        personal="teacher",
    ),
    "schemes.Cohort": _fields(
        internal="plan due_roster places apply_until",
        personal="scheme version name roster organiser head_teacher starts_on ends_on",
    ),
    "schemes.Exemption": _fields(
        personal="traineeship requirement reason granted_at granted_by revoked_at revoked_by revoke_reason",
    ),
    "schemes.Level": _fields(
        internal="scale rank name from_score_hundredths",
    ),
    "schemes.CountyShare": _fields(
        internal="cohort county places shared_at shared_by",
    ),
    "schemes.Plan": _fields(
        internal="syllabus name organiser places starts_on ends_on",
    ),
    "schemes.PlanUnit": _fields(
        internal="plan position unit way starts_on ends_on venue",
    ),
    "schemes.Progress": _fields(
        personal="traineeship requirement value met_at exemption computed_at",
    ),
    "schemes.Requirement": _fields(
        internal=(
            "version key position parent depth title measure target level activity_kind subject mode activity role "
            "outcome authority each_activity_once since until due_days min_score_hundredths"
        ),
    ),
    "schemes.Scheme": _fields(
        internal="code name organiser summary report_days created_at",
    ),
    "schemes.Survey": _fields(
        internal="code title organiser intro body",
    ),
    "schemes.SurveyGap": _fields(
        personal="paper unit_code percent is_gap",
    ),
    "schemes.SurveyPaper": _fields(
        personal="round person workplace answers saved_at sent sent_at reopened_at",
    ),
    "schemes.SurveyRound": _fields(
        personal="version roster cohort closes_on opened_at opened_by",
    ),
    "schemes.SurveyUnit": _fields(
        internal="survey position code title subject threshold",
    ),
    "schemes.SurveyVersion": _fields(
        internal="survey number definition made_at",
        personal="made_by",
    ),
    "schemes.SchemeVersion": _fields(
        internal="scheme number note frozen_at",
        personal="made_at made_by frozen_by",
    ),
    "schemes.Syllabus": _fields(
        open="authority name document version",
        internal="keeper",
    ),
    "schemes.SyllabusUnit": _fields(
        open="syllabus position code title minutes way competences",
    ),
    "schemes.Traineeship": _fields(
        internal="state",
        personal=(
            "cohort person county enrolled_at completed_at withdrawn_at withdraw_reason returned_at "
            "enrolled_by withdrawn_by"
        ),
    ),
    "schemes.TraineeshipChange": _fields(
        personal="traineeship from_state to_state changed_at changed_by acted_as reason",
    ),
    "site.HomePage": _fields(),
}
