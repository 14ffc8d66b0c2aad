"""What may follow what on a finding: raised, replied to, accepted, closed. Pure."""

RAISED, REPLIED, RETURNED = "raised", "replied", "returned"
ACCEPTED, CLOSED, REOPENED = "accepted", "closed", "reopened"

# By the step, the steps it may follow. The newest step of a finding is its state.
MAY_FOLLOW: dict[str, tuple[str, ...]] = {
    REPLIED: (RAISED, RETURNED, REOPENED, REPLIED),
    RETURNED: (REPLIED, ACCEPTED),
    ACCEPTED: (REPLIED,),
    CLOSED: (ACCEPTED,),
    REOPENED: (CLOSED,),
}
# The institution must still do something about these; what is late can only be one of them.
WAITS_FOR_INSTITUTION = (RAISED, RETURNED, REOPENED)
# Nobody says of their own reply that it is good.
NOT_BY_WHO_REPLIED = (ACCEPTED, CLOSED)


def may_follow(step: str, state: str) -> bool:
    """Whether ``step`` may be taken on a finding whose newest step is ``state``.

    >>> may_follow("closed", "accepted"), may_follow("closed", "replied")
    (True, False)
    """
    return state in MAY_FOLLOW.get(step, ())


def next_steps(state: str) -> list[str]:
    """Return the steps that may be taken on a finding whose newest step is ``state``.

    >>> next_steps("accepted")
    ['returned', 'closed']
    """
    return [step for step, before in MAY_FOLLOW.items() if state in before]
