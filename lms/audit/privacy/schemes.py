"""Schemes, classes and surveys."""

from lms.audit.privacy.classes import Privacy, fields

FIELDS: dict[str, dict[str, Privacy]] = {
    "schemes.ClassReport": fields(
        personal="cohort as_of made_by made_at job file_name sha256 size manifest",
        sensitive="file",
    ),
    "schemes.ClassSession": fields(
        internal="cohort unit title day begins ends place activity",
        personal="teacher",
    ),
    "schemes.Cohort": fields(
        internal="plan due_roster places apply_until",
        personal="scheme version name roster organiser head_teacher starts_on ends_on",
    ),
    "schemes.CountyShare": fields(internal="cohort county places shared_at shared_by"),
    "schemes.Exemption": fields(
        personal="traineeship requirement reason granted_at granted_by revoked_at revoked_by revoke_reason"
    ),
    "schemes.Level": fields(internal="scale rank name from_score_hundredths"),
    "schemes.Plan": fields(internal="syllabus name organiser places starts_on ends_on"),
    "schemes.PlanUnit": fields(internal="plan position unit way starts_on ends_on venue"),
    "schemes.Progress": fields(personal="traineeship requirement value met_at exemption computed_at"),
    "schemes.Requirement": fields(
        internal=(
            "version key position parent depth title measure target level activity_kind subject mode activity role "
            "outcome authority each_activity_once since until due_days min_score_hundredths"
        ),
    ),
    "schemes.Scheme": fields(internal="code name organiser summary report_days created_at"),
    "schemes.SchemeVersion": fields(
        internal="scheme number note frozen_at",
        personal="made_at made_by frozen_by",
    ),
    "schemes.Survey": fields(internal="code title organiser intro body"),
    "schemes.SurveyGap": fields(personal="paper unit_code unit percent is_gap"),
    "schemes.SurveyPaper": fields(personal="round person workplace answers saved_at sent sent_at reopened_at"),
    "schemes.SurveyRound": fields(personal="version roster cohort closes_on opened_at opened_by"),
    "schemes.SurveyUnit": fields(internal="survey position code title unit subject threshold"),
    "schemes.SurveyVersion": fields(
        internal="survey number definition made_at",
        personal="made_by",
    ),
    "schemes.Syllabus": fields(
        open="authority name document version",
        internal="keeper",
    ),
    "schemes.SyllabusUnit": fields(open="syllabus position code title minutes way competences"),
    "schemes.Traineeship": fields(
        internal="state",
        personal=(
            "cohort person county enrolled_at completed_at withdrawn_at withdraw_reason returned_at "
            "enrolled_by withdrawn_by"
        ),
    ),
    "schemes.TraineeshipChange": fields(
        personal="traineeship from_state to_state changed_at changed_by acted_as reason"
    ),
}
