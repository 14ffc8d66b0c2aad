"""Reading schemes."""

from certificates.schemes.queries.evidence import Explained, Judged, explain
from certificates.schemes.queries.trainee import RequirementState, TraineeView, trainee_view
from certificates.schemes.queries.values import Reached, counting_records, requirement_values

__all__ = [
    "Explained",
    "Judged",
    "Reached",
    "RequirementState",
    "TraineeView",
    "counting_records",
    "explain",
    "requirement_values",
    "trainee_view",
]
