"""What follows when a second factor comes or goes."""

from typing import Any

from allauth.mfa import signals
from allauth.mfa.models import Authenticator
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone

from lms.people.models import Person
from lms.signin import actions
from lms.signin.proof import drop_proof, keep_proof
from lms.signin.queries import FACTORS, has_factor


@receiver(signals.authenticator_added, dispatch_uid="signin.factor_added")
def factor_added(request: HttpRequest, user: Person, authenticator: Authenticator, **_kwargs: Any) -> None:
    """Who has just set a factor up has shown it."""
    actions.note_factor(person=user, done="added", factor=authenticator.type, at=timezone.now())
    if authenticator.type in FACTORS:
        keep_proof(request, authenticator.type)


@receiver(signals.authenticator_removed, dispatch_uid="signin.factor_removed")
def factor_removed(request: HttpRequest, user: Person, authenticator: Authenticator, **_kwargs: Any) -> None:
    """A proof does not outlive the last factor."""
    actions.note_factor(person=user, done="removed", factor=authenticator.type, at=timezone.now())
    if not has_factor(user):
        drop_proof(request)


@receiver(signals.authenticator_reset, dispatch_uid="signin.factor_renewed")
def factor_renewed(user: Person, authenticator: Authenticator, **_kwargs: Any) -> None:
    """New recovery codes are written down."""
    actions.note_factor(person=user, done="renewed", factor=authenticator.type, at=timezone.now())
