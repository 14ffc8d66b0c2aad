"""Programmes of coverage, how far everybody is in them, and the figures kept from that."""

from lms.coverage.models.anomaly import Anomaly, AnomalyDecision, AnomalyPerson
from lms.coverage.models.attachment import Attachment
from lms.coverage.models.comparison import ReportComparison
from lms.coverage.models.finding import Finding, FindingStep
from lms.coverage.models.limits import AnomalyLimits
from lms.coverage.models.permission import Coverage
from lms.coverage.models.programme import Programme, ProgrammeQuerySet
from lms.coverage.models.report import Report, ReportLine
from lms.coverage.models.rollup import MEASURES, DirtyPerson, NodeFigure, RollUp, Standing
from lms.coverage.models.sample import Sample, SampleAssignment, SampleCheck, SampledPerson
from lms.coverage.models.version import ProgrammeVersion, ProgrammeVersionQuerySet

__all__ = [
    "MEASURES",
    "Anomaly",
    "AnomalyDecision",
    "AnomalyLimits",
    "AnomalyPerson",
    "Attachment",
    "Coverage",
    "DirtyPerson",
    "Finding",
    "FindingStep",
    "NodeFigure",
    "Programme",
    "ProgrammeQuerySet",
    "ProgrammeVersion",
    "ProgrammeVersionQuerySet",
    "Report",
    "ReportComparison",
    "ReportLine",
    "RollUp",
    "Sample",
    "SampleAssignment",
    "SampleCheck",
    "SampledPerson",
    "Standing",
]
