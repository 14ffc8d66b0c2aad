"""Everything the live lectures write."""

from courses.live.actions.attendance import (
    AlreadyCheckedIn,
    AttendanceNeedsReason,
    LectureNotBegun,
    NotCheckedIn,
    add_attendance,
    remove_attendance,
)
from courses.live.actions.checking import (
    CheckInNotOpen,
    CheckInOver,
    CodeOfAnotherLecture,
    CodeOld,
    CodeWrong,
    TooManyAttempts,
    check_in,
    outside,
)
from courses.live.actions.scheduling import (
    LecturePlan,
    LectureSettled,
    SeatsAlreadyTaken,
    SeriesTimeTaken,
    create_lecture,
    create_series,
    make_series_page,
    repeat_next_week,
    save_lecture,
    save_series,
)
from courses.live.actions.seating import LectureBegun, LectureFull, LectureWithoutSeats, release_seat, take_seat
from courses.live.actions.settling import LectureNotOver, settle_due, settle_lecture

__all__ = [
    "AlreadyCheckedIn",
    "AttendanceNeedsReason",
    "CheckInNotOpen",
    "CheckInOver",
    "CodeOfAnotherLecture",
    "CodeOld",
    "CodeWrong",
    "LectureBegun",
    "LectureFull",
    "LectureNotBegun",
    "LectureNotOver",
    "LecturePlan",
    "LectureSettled",
    "LectureWithoutSeats",
    "NotCheckedIn",
    "SeatsAlreadyTaken",
    "SeriesTimeTaken",
    "TooManyAttempts",
    "add_attendance",
    "check_in",
    "create_lecture",
    "create_series",
    "make_series_page",
    "outside",
    "release_seat",
    "remove_attendance",
    "repeat_next_week",
    "save_lecture",
    "save_series",
    "settle_due",
    "settle_lecture",
    "take_seat",
]
