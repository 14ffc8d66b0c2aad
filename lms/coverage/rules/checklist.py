"""The checklist of a sampled person: what is done about them, and which statements hold. Pure."""

from collections.abc import Mapping

# What an auditor does about everybody: see the evidence, ring them up, go there.
STEPS = ("evidence", "phoned", "visited")
# What the programme says of the person, and the auditor finds to hold or not.
STATEMENTS = ("identity", "workplace", "attended", "supported", "state")


def is_done(answers: Mapping[str, str]) -> bool:
    """Whether every step has an answer, "not possible" included; statements may stay open.

    >>> is_done({"evidence": "yes", "phoned": "impossible", "visited": "no"}), is_done({"evidence": "yes"})
    (True, False)
    """
    return all(answers.get(step) for step in STEPS)


def is_doubtful(answers: Mapping[str, str]) -> bool:
    """Whether some statement was found not to hold.

    >>> is_doubtful({"identity": "no"}), is_doubtful({"phoned": "no"})
    (True, False)
    """
    return any(answers.get(statement) == "no" for statement in STATEMENTS)
