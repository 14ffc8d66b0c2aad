"""Publishing which badges were revoked."""

from datetime import datetime

from django.db import transaction

from certificates.register.badges.addresses import issuer_address, list_address
from certificates.register.badges.credentials import status_list
from certificates.register.badges.tokens import compact
from certificates.register.models import LIST_SIZE, Certificate, Signature, StatusList
from certificates.register.signing import IssuerKey, issuer_key
from lms.kit.queue import later


def publish(found: StatusList, *, key: IssuerKey, at: datetime) -> None:
    """Sign the list as it is now. The caller holds its lock, so that no older list comes after a newer one."""
    # What was superseded is void as well; the list has one bit for both.
    revoked = Signature.objects.filter(status_list=found).exclude(certificate__state=Certificate.State.ISSUED)
    credential = status_list(
        list_address(found.pk),
        issuer=issuer_address(found.issuer_id),
        revoked=revoked.values_list("status_index", flat=True),
        size=LIST_SIZE,
        at=at,
    )
    found.credential, found.published_at = compact(credential, key), at
    found.save(update_fields=["credential", "published_at"])


@transaction.atomic
def publish_list(*, status_list_id: int, at: datetime) -> None:
    """Sign one list anew; raises as :func:`issuer_key` does."""
    publish(StatusList.objects.select_for_update().get(pk=status_list_id), key=issuer_key(), at=at)


def publish_lists(*, at: datetime) -> int:
    """Sign every list anew, with the key in use; return how many. A list whose signing was lost is late by a day."""
    pks = list(StatusList.objects.order_by("pk").values_list("pk", flat=True))
    for pk in pks:
        publish_list(status_list_id=pk, at=at)
    return len(pks)


def tell_lists(certificate: Certificate) -> None:
    """Have the list published on which ``certificate``, ended in this transaction, stands."""
    for signature in Signature.objects.filter(certificate=certificate):
        later("register.publish_list", status_list_id=signature.status_list_id)
