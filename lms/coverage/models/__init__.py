"""Programmes of coverage, how far everybody is in them, and the figures kept from that."""

from lms.coverage.models.permission import Coverage
from lms.coverage.models.programme import Programme, ProgrammeQuerySet
from lms.coverage.models.report import Report, ReportLine
from lms.coverage.models.rollup import MEASURES, DirtyPerson, NodeFigure, RollUp, Standing
from lms.coverage.models.version import ProgrammeVersion, ProgrammeVersionQuerySet

__all__ = [
    "MEASURES",
    "Coverage",
    "DirtyPerson",
    "NodeFigure",
    "Programme",
    "ProgrammeQuerySet",
    "ProgrammeVersion",
    "ProgrammeVersionQuerySet",
    "Report",
    "ReportLine",
    "RollUp",
    "Standing",
]
