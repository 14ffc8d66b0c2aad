"""Training schemes, their requirements as data, and the people in their classes."""

from certificates.schemes.models.change import TraineeshipChange
from certificates.schemes.models.cohort import Cohort, CohortQuerySet
from certificates.schemes.models.exemption import Exemption, ExemptionQuerySet
from certificates.schemes.models.level import Level
from certificates.schemes.models.plan import Plan, PlanQuerySet, PlanUnit, Syllabus, SyllabusQuerySet, SyllabusUnit, Way
from certificates.schemes.models.report import ClassReport, ClassReportQuerySet, private_storage
from certificates.schemes.models.requirement import (
    DEEPEST,
    GOOD_OUTCOMES,
    GROUPS,
    MODES,
    OUTCOMES,
    Requirement,
    new_key,
)
from certificates.schemes.models.scheme import Scheme, SchemeQuerySet
from certificates.schemes.models.survey import (
    Survey,
    SurveyGap,
    SurveyPaper,
    SurveyPaperQuerySet,
    SurveyQuerySet,
    SurveyRound,
    SurveyRoundQuerySet,
    SurveyUnit,
    SurveyVersion,
)
from certificates.schemes.models.timetable import ClassSession, CountyShare
from certificates.schemes.models.traineeship import Progress, Traineeship, TraineeshipQuerySet, TraineeshipState
from certificates.schemes.models.version import SchemeVersion, SchemeVersionQuerySet

__all__ = [
    "DEEPEST",
    "GOOD_OUTCOMES",
    "GROUPS",
    "MODES",
    "OUTCOMES",
    "ClassReport",
    "ClassReportQuerySet",
    "ClassSession",
    "Cohort",
    "CohortQuerySet",
    "CountyShare",
    "Exemption",
    "ExemptionQuerySet",
    "Level",
    "Plan",
    "PlanQuerySet",
    "PlanUnit",
    "Progress",
    "Requirement",
    "Scheme",
    "SchemeQuerySet",
    "SchemeVersion",
    "SchemeVersionQuerySet",
    "Survey",
    "SurveyGap",
    "SurveyPaper",
    "SurveyPaperQuerySet",
    "SurveyQuerySet",
    "SurveyRound",
    "SurveyRoundQuerySet",
    "SurveyUnit",
    "SurveyVersion",
    "Syllabus",
    "SyllabusQuerySet",
    "SyllabusUnit",
    "Traineeship",
    "TraineeshipChange",
    "TraineeshipQuerySet",
    "TraineeshipState",
    "Way",
    "new_key",
    "private_storage",
]
