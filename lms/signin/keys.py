"""Whether the installation's keys are those its data were sealed under."""

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import decrypt
from cryptography.exceptions import InvalidTag

from lms.kit import sealing
from lms.people.models import Person


def keys_fit() -> bool:
    """Whether the keys at hand open the oldest ID number and the oldest secret of an authenticator app on file.

    The oldest: what has been sealed by mistake under other keys since must not pass for the rule. Where nothing is
    sealed yet, any keys fit.
    """
    person = Person.objects.exclude(id_number_sealed=None).order_by("pk").first()
    factor = Authenticator.objects.filter(type=Authenticator.Type.TOTP).order_by("pk").first()
    try:
        if factor is not None:
            decrypt(factor.data["secret"])
        return person is None or sealing.fingerprint(person.id_number) == person.id_number_hash
    except InvalidTag:
        return False
