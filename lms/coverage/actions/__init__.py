"""Every write of coverage."""

from lms.coverage.actions.freezing import FREEZE, NoOnePlace, freeze, note_report_taken, start_freezing
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
from lms.coverage.actions.programmes import PeriodTurnedRound, ProgrammeLine, add_version, create_programme
from lms.coverage.actions.rebuilding import Rebuilt, rebuild, rebuild_all
from lms.coverage.actions.settling import mark, mark_roster, settle

__all__ = [
    "EXPORT",
    "FREEZE",
    "NoOnePlace",
    "OutOfScope",
    "PeriodTurnedRound",
    "ProgrammeLine",
    "Rebuilt",
    "add_version",
    "create_programme",
    "freeze",
    "look_at_names",
    "look_at_person",
    "look_at_record",
    "look_at_report",
    "mark",
    "mark_roster",
    "note_export",
    "note_report_taken",
    "note_trail_export",
    "rebuild",
    "rebuild_all",
    "settle",
    "start_export",
    "start_freezing",
]
