"""Printing, badging and signing certificates, and what is kept of it, inside the transaction of who issues."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from certificates.register.badges.addresses import issuer_address, list_address
from certificates.register.badges.credentials import Award, open_badge
from certificates.register.badges.publishing import publish
from certificates.register.badges.tokens import compact
from certificates.register.models import LIST_SIZE, Certificate, KnownKey, Signature, StatusList
from certificates.register.printing import Attachment, CertificateFacts, Extras, Layout, Room, render
from certificates.register.signing import IssuerKey, issuer_key
from certificates.register.signing.cms import envelope
from certificates.register.signing.pdf import fill
from certificates.register.signing.timestamps import ROOM, Stamper, stamper
from lms.people.models import Organisation, Person

BADGE_NAME, BADGE_TYPE = "open-badge.jwt", "application/jwt"


@dataclass(frozen=True, slots=True)
class _Place:
    """Where one certificate's badge looks up whether it stands, and whether its signature carries a time stamp."""

    status_list: StatusList
    index: int
    time_stamped: bool


class Sealing:
    """Signs the certificates of one issuer in one transaction; the issuer's status list is locked until its end.

    :raises NoIssuerKey: there is nothing to sign with.
    :raises BadIssuerKey: it cannot be used.
    """

    def __init__(self, issuer: Organisation, *, by: Person, at: datetime) -> None:
        """Find the key and lock the list."""
        self._issuer, self._by, self._at = issuer, by, at
        self._key: IssuerKey = issuer_key()
        self._stamper: Stamper | None = stamper()
        self._list = self._locked_list()
        self._places: dict[uuid.UUID, _Place] = {}

    def certificate(self, facts: CertificateFacts, layout: Layout, *, uid: uuid.UUID, kind: str) -> bytes:
        """Return the PDF of one certificate, its badge inside, signed.

        :raises NoTimeStamp: the authority is required and does not answer.
        """
        where, index = self._next_entry()
        award = Award(
            facts=facts,
            uid=uid,
            kind=kind,
            issuer=issuer_address(self._issuer.pk),
            at=self._at,
            status_list=list_address(where.pk),
            status_index=index,
        )
        badge = compact(open_badge(award), self._key).encode()
        made = envelope(self._key)
        room = Room(facts.issuer, self._at, made.size + (ROOM if self._stamper else 0))
        attached = Attachment(BADGE_NAME, BADGE_TYPE, f"Open Badges 3.0 · {facts.kind_title}", badge, self._at)
        stamps = self._stamper.begin() if self._stamper else None
        pdf = fill(render(facts, layout, Extras(attached, room)), lambda digest: made.sign(digest, stamps))
        self._places[uid] = _Place(where, index, bool(stamps and stamps.given))
        return pdf

    def keep(self, certificates: Sequence[Certificate]) -> None:
        """Write down how ``certificates``, which are in the database now, were signed."""
        if not certificates:
            return
        key = self._known_key()
        rows = [(each, self._places[each.uid]) for each in certificates]
        Signature.objects.bulk_create(
            Signature(
                certificate=each,
                key=key,
                signed_at=self._at,
                time_stamped=place.time_stamped,
                status_list=place.status_list,
                status_index=place.index,
            )
            for each, place in rows
        )
        self._list.save(update_fields=["next"])

    def _next_entry(self) -> tuple[StatusList, int]:
        if self._list.next == LIST_SIZE:
            self._list.save(update_fields=["next"])
            self._list = self._volume(self._list.volume + 1)
        index = self._list.next
        self._list.next += 1
        return self._list, index

    def _locked_list(self) -> StatusList:
        lists = StatusList.objects.filter(issuer=self._issuer).order_by("-volume")
        return lists.select_for_update().first() or self._volume(1)

    def _volume(self, volume: int) -> StatusList:
        """Return a new list, locked, and published at once, so that its address never leads nowhere."""
        StatusList.objects.get_or_create(issuer=self._issuer, volume=volume)
        found = StatusList.objects.select_for_update().get(issuer=self._issuer, volume=volume)
        if not found.credential:
            publish(found, key=self._key, at=self._at)
        return found

    def _known_key(self) -> KnownKey:
        facts = {"jwk": self._key.jwk, "certificates": self._key.pem, "trial": self._key.trial}
        first = {"first_used_at": self._at, "first_used_by": self._by}
        return KnownKey.objects.get_or_create(key_id=self._key.key_id, defaults=facts | first)[0]
