"""Training schemes, their requirements as data, and the people in their classes."""

from certificates.schemes.models.cohort import Cohort, CohortQuerySet
from certificates.schemes.models.report import ClassReport, ClassReportQuerySet, private_storage
from certificates.schemes.models.scheme import GOOD_OUTCOMES, MODES, OUTCOMES, Requirement, Scheme, SchemeQuerySet
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
from certificates.schemes.models.traineeship import Progress, Traineeship, TraineeshipQuerySet, TraineeshipState

__all__ = [
    "GOOD_OUTCOMES",
    "MODES",
    "OUTCOMES",
    "ClassReport",
    "ClassReportQuerySet",
    "Cohort",
    "CohortQuerySet",
    "Progress",
    "Requirement",
    "Scheme",
    "SchemeQuerySet",
    "Survey",
    "SurveyGap",
    "SurveyPaper",
    "SurveyPaperQuerySet",
    "SurveyQuerySet",
    "SurveyRound",
    "SurveyRoundQuerySet",
    "SurveyUnit",
    "SurveyVersion",
    "Traineeship",
    "TraineeshipQuerySet",
    "TraineeshipState",
    "private_storage",
]
