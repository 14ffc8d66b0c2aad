"""Every write of coverage."""

from lms.coverage.actions.city_by_city import AlreadyCounting, count_rest
from lms.coverage.actions.comparing import COMPARE, NothingToCompare, compare, start_comparing
from lms.coverage.actions.days import COUNT_DAY, choose_day, count_day, count_page, needed_first
from lms.coverage.actions.editing import (
    CodeTaken,
    InForceTooEarly,
    InForceTooLate,
    RuleInForce,
    begin_programme,
    change_programme,
    put_in_force,
)
from lms.coverage.actions.freezing import (
    FREEZE,
    NoOnePlace,
    NoRuleThen,
    freeze,
    start_freezing,
    start_freezing_programme,
)
from lms.coverage.actions.looking import (
    EXPORT,
    OutOfScope,
    look_at_names,
    look_at_person,
    look_at_record,
    look_at_report,
    note_export,
    note_trail_export,
    start_export,
)
from lms.coverage.actions.night import rebuild_all
from lms.coverage.actions.programmes import PeriodTurnedRound, ProgrammeLine, add_version, create_programme
from lms.coverage.actions.rebuilding import Rebuilt, rebuild
from lms.coverage.actions.settling import mark, mark_roster, settle
from lms.coverage.actions.taking import REPORT_BOOK, note_report_taken, start_report_book
from lms.coverage.actions.viewing import (
    FASTEST,
    look_at_evidence,
    look_at_people,
    look_at_programme,
    look_at_programmes,
    look_at_standing,
    note_fastest,
    start_fastest,
)

__all__ = [
    "COMPARE",
    "COUNT_DAY",
    "EXPORT",
    "FASTEST",
    "FREEZE",
    "REPORT_BOOK",
    "AlreadyCounting",
    "CodeTaken",
    "InForceTooEarly",
    "InForceTooLate",
    "NoOnePlace",
    "NoRuleThen",
    "NothingToCompare",
    "OutOfScope",
    "PeriodTurnedRound",
    "ProgrammeLine",
    "Rebuilt",
    "RuleInForce",
    "add_version",
    "begin_programme",
    "change_programme",
    "choose_day",
    "compare",
    "count_day",
    "count_page",
    "count_rest",
    "create_programme",
    "freeze",
    "look_at_evidence",
    "look_at_names",
    "look_at_people",
    "look_at_person",
    "look_at_programme",
    "look_at_programmes",
    "look_at_record",
    "look_at_report",
    "look_at_standing",
    "mark",
    "mark_roster",
    "needed_first",
    "note_export",
    "note_fastest",
    "note_report_taken",
    "note_trail_export",
    "put_in_force",
    "rebuild",
    "rebuild_all",
    "settle",
    "start_comparing",
    "start_export",
    "start_fastest",
    "start_freezing",
    "start_freezing_programme",
    "start_report_book",
]
