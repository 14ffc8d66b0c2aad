"""Where learning happens."""

from lms.audit.privacy.classes import Privacy, fields

FIELDS: dict[str, dict[str, Privacy]] = {
    "catalogue.Course": fields(internal="page activity"),
    "catalogue.CourseIndexPage": fields(),
    "catalogue.CoursePage": fields(open="summary audience cover subjects"),
    "catalogue.Lesson": fields(internal="course page activity position least_seconds"),
    "catalogue.LessonPage": fields(open="summary planned_minutes least_seconds body"),
    "catalogue.Study": fields(personal="person lesson started_at last_seen_at seconds_spent finished_at"),
    "exams.Answer": fields(
        internal="sequence",
        personal="item chosen saved_at",
    ),
    "exams.BlueprintLine": fields(internal="exam sort_order subject kind count points"),
    "exams.Exam": fields(
        internal=(
            "uid code title intro activity organiser rosters duration_minutes pass_mark_hundredths attempts "
            "opens_at closes_at review published"
        ),
    ),
    "exams.Question": fields(internal="code subject keeper retired_at"),
    "exams.QuestionVersion": fields(
        internal="question number kind stem options right explanation difficulty made_at",
        personal="made_by",
    ),
    "exams.Sitting": fields(
        internal="attempt seed",
        personal="exam person started_at deadline_at submitted_at closed_by score_hundredths passed",
    ),
    "exams.SittingItem": fields(
        internal="position order",
        personal="sitting version points earned_hundredths",
    ),
    "live.Attempt": fields(personal="person lecture at"),
    "live.CheckIn": fields(
        personal="lecture person mode checked_in_at added_by add_reason removed_at removed_by remove_reason"
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
