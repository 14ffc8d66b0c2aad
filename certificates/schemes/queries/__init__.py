"""Reading schemes."""

from certificates.schemes.queries.asked import (
    days_of,
    periods_of,
    requirements_of,
    version_list,
    version_requirements,
    with_targets,
)
from certificates.schemes.queries.evidence import Explained, Judged, explain
from certificates.schemes.queries.footing import footings
from certificates.schemes.queries.preview import Preview, preview
from certificates.schemes.queries.standing import (
    Standing,
    exempt_from,
    exemption_history,
    exemptions_of,
    standings,
    waivers,
)
from certificates.schemes.queries.states import RequirementState, arranged, state_of
from certificates.schemes.queries.trainee import TraineeView, trainee_view
from certificates.schemes.queries.values import counting, values_of
from certificates.schemes.rules import Reached

__all__ = [
    "Explained",
    "Judged",
    "Preview",
    "Reached",
    "RequirementState",
    "Standing",
    "TraineeView",
    "arranged",
    "counting",
    "days_of",
    "exempt_from",
    "exemption_history",
    "exemptions_of",
    "explain",
    "footings",
    "periods_of",
    "preview",
    "requirements_of",
    "standings",
    "state_of",
    "trainee_view",
    "values_of",
    "version_list",
    "version_requirements",
    "waivers",
    "with_targets",
]
