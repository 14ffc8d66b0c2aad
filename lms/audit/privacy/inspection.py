"""Audit work: samples, findings, anomalies."""

from lms.audit.privacy.classes import Privacy, fields

FIELDS: dict[str, dict[str, Privacy]] = {
    "coverage.Anomaly": fields(internal="rule key thresholds found_at", personal="happened_on figures"),
    "coverage.AnomalyDecision": fields(personal="anomaly outcome reason decided_by decided_at"),
    "coverage.AnomalyLimits": fields(internal="limits reason set_at", personal="set_by"),
    "coverage.AnomalyPerson": fields(personal="anomaly person workplace"),
    "coverage.Attachment": fields(
        internal="media_type",
        personal="sampled step name sha256 added_by added_at",
        sensitive="file",
    ),
    "coverage.Finding": fields(
        internal="severity due_on",
        personal="title text organisation person sample anomaly raised_by raised_at",
    ),
    "coverage.FindingStep": fields(internal="number was kind", personal="finding text made_by made_at"),
    "coverage.Sample": fields(
        internal=(
            "title drawn_from source seed seed_typed method strata asked_tenths size population population_sha256"
        ),
        personal="population_list drawn_by drawn_at",
    ),
    "coverage.SampleAssignment": fields(personal="sampled auditor assigned_by assigned_at"),
    "coverage.SampleCheck": fields(internal="item", personal="sampled answer done_on note noted_by noted_at"),
    "coverage.SampledPerson": fields(internal="position stratum", personal="sample person workplace digest"),
}
