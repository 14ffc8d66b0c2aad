"""Credits."""

from lms.audit.privacy.classes import Privacy, fields

FIELDS: dict[str, dict[str, Privacy]] = {
    "credits.CreditLine": fields(
        personal=(
            "person record rule authority sequence hundredths uncapped_hundredths capped_by earned_on computed_at "
            "change reverses"
        ),
    ),
    "credits.CreditRule": fields(
        internal=(
            "rule_set position name category activity_kind role mode outcome least_days post_kinds titles earns "
            "unit_hundredths unit_minutes cap_per_activity_hundredths cap_per_kind_hundredths cap_per_year_hundredths "
            "document clause confirmed"
        ),
    ),
    "credits.Outlook": fields(
        personal=(
            "person authority year required_hundredths earned_hundredths carried_hundredths missing_hundredths "
            "missing_kinds missing_hours_hundredths confirmed ways ways_count ways_by_kind closes computed_at"
        ),
    ),
    "credits.Recognition": fields(
        internal="kind mode media_type state",
        personal=(
            "person title issuer number issuer_key number_key began_on ended_on class_hours_hundredths "
            "claimed_hundredths sha256 handed_in_by handed_in_at replaces checked_by checked_at minutes "
            "approved_by approved_at record closed_by closed_at reason"
        ),
        sensitive="file",
    ),
    "credits.RuleChange": fields(
        internal="rule_set state world people before_hundredths after_hundredths report_job apply_job",
        personal="asked_at asked_by approved_at approved_by done_at",
    ),
    "credits.RuleChangeRow": fields(personal="change person before_hundredths after_hundredths is_applied"),
    "credits.RuleSet": fields(
        internal=(
            "code version replaces authority name valid_from valid_to state document sourced source_note "
            "required_hundredths required_hours hour_minutes required_kinds carry_over_hundredths carry_over_years"
        ),
    ),
}
