"""Where learning happens."""

from lms.audit.privacy.classes import Privacy, fields

FIELDS: dict[str, dict[str, Privacy]] = {
    "catalogue.Course": fields(internal="page activity"),
    "catalogue.CourseIndexPage": fields(),
    "catalogue.CoursePage": fields(open="summary audience cover subjects"),
    "catalogue.Lesson": fields(internal="course page activity position least_seconds"),
    "catalogue.LessonPage": fields(open="summary planned_minutes least_seconds body"),
    "catalogue.Study": fields(personal="person lesson started_at last_seen_at seconds_spent finished_at"),
    "exams.AnswerEntry": fields(
        internal="position sequence device number late",
        personal="sitting chosen text device_at estimated_at received_at",
    ),
    "exams.AnswerTwins": fields(
        internal="exam found_at", personal="first second both_wrong same expected_hundredths rarity same_place"
    ),
    "exams.Appeal": fields(personal="item text made_at decision answer decided_by decided_at"),
    "exams.BlueprintLine": fields(internal="exam sort_order subject unit kind difficulty count points"),
    "exams.Exam": fields(
        internal=(
            "uid code title intro activity organiser rosters duration_minutes pass_mark_hundredths attempts "
            "opens_at closes_at review answers_released_at marks_release marks_released_at partial_rule late_rule "
            "marking_tolerance_hundredths shuffle_options published"
        ),
        sensitive="access_code",
    ),
    "exams.ExtraTime": fields(personal="exam person minutes reason by at"),
    "exams.KeyCorrection": fields(internal="version part rule right reason at", personal="by"),
    "exams.LateDecision": fields(personal="sitting accepted reason by at"),
    "exams.Mark": fields(internal="round take", personal="item earned_hundredths comment by at"),
    "exams.Mistake": fields(
        internal="part",
        personal="person version item card due_at seen last_chosen last_right added_at mastered_at",
    ),
    "exams.Presence": fields(internal="device", personal="sitting first_seen_at last_seen_at"),
    "exams.Question": fields(internal="code subject unit keeper retired_at"),
    "exams.QuestionImport": fields(
        internal=(
            "file marked_file sha256 form subject keeper leave_out_faulty vouched state checked_at counts notes "
            "changes written_at written"
        ),
        personal="file_name uploaded_by uploaded_at approved_by approved_at",
    ),
    "exams.QuestionImportFault": fields(internal="upload row label column code data"),
    "exams.QuestionImportTwin": fields(
        internal="upload number row question other_row percent facts answer", personal="answered_by answered_at"
    ),
    "exams.QuestionMedia": fields(internal="uid kind mime file sha256 size alt made_at", personal="made_by"),
    "exams.QuestionReview": fields(internal="version verdict comment at", personal="by"),
    "exams.QuestionVersion": fields(
        internal="question number kind stem options right explanation rubric parts difficulty made_at",
        personal="made_by",
    ),
    "exams.Regrade": fields(internal="correction job upto done_at"),
    "exams.Result": fields(internal="number cause correction", personal="sitting score_hundredths passed by at record"),
    "exams.Signal": fields(
        internal="device number", personal="sitting kind details device_at estimated_at received_at"
    ),
    "exams.Sitting": fields(
        internal="attempt seed stock",
        personal=("exam person started_at deadline_at submitted_at closed_by score_hundredths passed receipt"),
        sensitive="nonce",
    ),
    "exams.SittingItem": fields(
        internal="position part order",
        personal="sitting version points chosen text earned_hundredths",
    ),
    "exams.SittingRemark": fields(personal="sitting verdict text by at"),
    "exams.Stock": fields(internal="exam digest content made_at"),
    "exams.StageReached": fields(personal="sitting version stage at"),
    "live.Attempt": fields(personal="person lecture at"),
    "live.CheckIn": fields(
        internal="device",
        personal="lecture person mode checked_in_at added_by add_reason removed_at removed_by remove_reason",
    ),
    "live.Lecture": fields(
        internal=(
            "series activity kind title summary organiser starts_at ends_at mode venue join_url capacity "
            "opens_minutes settled_at cancelled_at cancel_reason sequence changed_at"
        ),
        personal="speaker_name speaker",
        sensitive="secret",
    ),
    "live.Seat": fields(
        internal="number",
        personal="lecture doctor taken_at released_at release_reason",
    ),
    "live.Series": fields(internal="title organiser"),
    "live.SeriesPage": fields(open="series introduction"),
    "mentoring.Pairing": fields(
        internal="kind",
        personal="mentor mentee organiser subject starts_on ends_on goal_sessions plan",
    ),
    "mentoring.TeachingSession": fields(
        internal="kind state request_key",
        personal="pairing mode place started_at minutes topic note logged_at answered_at dispute_reason void_reason",
    ),
}
