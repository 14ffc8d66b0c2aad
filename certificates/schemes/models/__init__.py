"""Training schemes, their requirements as data, and the people in their classes."""

from certificates.schemes.models.change import TraineeshipChange
from certificates.schemes.models.cohort import Cohort, CohortQuerySet
from certificates.schemes.models.plan import Plan, PlanQuerySet, PlanUnit, Syllabus, SyllabusQuerySet, SyllabusUnit, Way
from certificates.schemes.models.scheme import GOOD_OUTCOMES, MODES, OUTCOMES, Requirement, Scheme, SchemeQuerySet
from certificates.schemes.models.timetable import ClassSession, CountyShare
from certificates.schemes.models.traineeship import Progress, Traineeship, TraineeshipQuerySet, TraineeshipState

__all__ = [
    "GOOD_OUTCOMES",
    "MODES",
    "OUTCOMES",
    "ClassSession",
    "Cohort",
    "CohortQuerySet",
    "CountyShare",
    "Plan",
    "PlanQuerySet",
    "PlanUnit",
    "Progress",
    "Requirement",
    "Scheme",
    "SchemeQuerySet",
    "Syllabus",
    "SyllabusQuerySet",
    "SyllabusUnit",
    "Traineeship",
    "TraineeshipChange",
    "TraineeshipQuerySet",
    "TraineeshipState",
    "Way",
]
