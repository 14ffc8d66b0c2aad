"""People, their posts and their licences."""

import uuid
from datetime import date
from typing import Any, Self

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from lms.kit import sealing
from lms.people.models.organisation import Organisation
from lms.people.rules import mask_id_number, mask_phone
from lms.people.scopes import Scope


class PersonQuerySet(models.QuerySet["Person"]):
    """Filters over people."""

    def visible_to(self, viewer: object) -> Self:
        """Return the people ``viewer`` may see: those with a post inside the viewer's scope, and the viewer."""
        scope = Scope.of(viewer)
        if scope.everything:
            return self
        # A sub-query, not a join: a person with two posts stays one row.
        held = Post.objects.on(timezone.localdate()).filter(scope.posts_q())
        return self.filter(Q(pk=scope.person_id) | Q(pk__in=held.values("person")))

    def with_id_number(self, id_number: str) -> Self:
        """Return the person who holds ``id_number``, found by its keyed hash."""
        return self.filter(id_number_hash=sealing.fingerprint(id_number.upper()))


class PersonManager(BaseUserManager["Person"].from_queryset(PersonQuerySet)):  # type: ignore[misc]
    """Makes people. There is no open sign-up: rosters and administrators make them."""

    def create_user(self, *, name: str, password: str | None = None, **fields: Any) -> "Person":
        """Make a person who can sign in with ``password``, or only by code where it is ``None``."""
        person: Person = self.model(name=name, **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def create_superuser(self, *, name: str, password: str | None = None, **fields: Any) -> "Person":
        """Make a person whom no permission check refuses."""
        return self.create_user(name=name, password=password, is_superuser=True, **fields)


class Person(AbstractBaseUser, PermissionsMixin):
    """Anybody the product knows. One stable id; name, phone and ID number may change."""

    class Sex(models.TextChoices):
        FEMALE = "F", _("female")
        MALE = "M", _("male")
        UNKNOWN = "", _("not given")

    uid = models.UUIDField(default=uuid.uuid4, unique=True)
    name = models.CharField(_("name"), max_length=60)
    phone = models.CharField(  # noqa: DJ001 - no number is NULL: the constraint lets only those recur
        _("mobile phone"),
        max_length=11,
        null=True,
        blank=True,
        validators=[RegexValidator(r"^1[3-9]\d{9}$", _("A mobile number has 11 digits and begins with 1."))],
    )
    id_number_sealed = models.BinaryField(null=True, blank=True, editable=False)
    id_number_hash = models.CharField(max_length=64, null=True, blank=True, editable=False)  # noqa: DJ001
    born_on = models.DateField(_("born on"), null=True, blank=True)
    sex = models.CharField(_("sex"), max_length=1, choices=Sex.choices, blank=True, default="")
    education = models.CharField(_("education"), max_length=30, blank=True)
    email = models.EmailField(_("email"), blank=True)
    is_active = models.BooleanField(_("may sign in"), default=True)
    joined_at = models.DateTimeField(_("added"), auto_now_add=True)
    claimed_at = models.DateTimeField(_("first signed in"), null=True, blank=True)

    objects = PersonManager()

    USERNAME_FIELD = "uid"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        # Wagtail opens its own list of all users to whoever may "change" a person; a permission of our own does not.
        permissions = [
            ("edit_contacts", _("May correct names and mobile numbers")),
            ("reveal_id_number", _("May see ID numbers, one at a time and with a purpose")),
        ]
        indexes = [models.Index(fields=["name"], name="person_by_name")]
        constraints = [
            # Named constraints rather than unique=True, which costs PostgreSQL a second index for LIKE on each.
            models.UniqueConstraint(
                fields=["phone"],
                name="person_phone_once",
                violation_error_message=_("This mobile number belongs to somebody else."),
            ),
            models.UniqueConstraint(fields=["id_number_hash"], name="person_id_number_once"),
            models.CheckConstraint(
                condition=Q(id_number_sealed=None, id_number_hash=None)
                | Q(id_number_sealed__isnull=False, id_number_hash__isnull=False),
                name="person_id_number_is_whole",
            ),
            models.CheckConstraint(
                condition=~Q(name=""), name="person_has_a_name", violation_error_message=_("A person needs a name.")
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def id_number(self) -> str:
        """The ID number in clear, or ``""``. Show :attr:`id_number_masked` instead, everywhere."""
        return sealing.unseal(self.id_number_sealed)

    @property
    def id_number_masked(self) -> str:
        """The ID number with its birth date and serial hidden."""
        return mask_id_number(self.id_number)

    @property
    def phone_masked(self) -> str:
        """The phone number with its middle four digits hidden."""
        return mask_phone(self.phone or "")

    @property
    def is_staff(self) -> bool:
        """Whether an admin interface may open at all; Wagtail asks its own permission besides."""
        return self.is_superuser

    @property
    def first_name(self) -> str:
        """The whole name: Wagtail and allauth show it, and Chinese names are not split."""
        return self.name

    @property
    def last_name(self) -> str:
        """Always empty; see :attr:`first_name`."""
        return ""

    def get_full_name(self) -> str:
        """Return the name."""
        return self.name

    def get_short_name(self) -> str:
        """Return the name."""
        return self.name

    def _get_session_auth_hash(self, secret: str | bytes | None = None) -> str:
        # The number opens the account: when it changes, whoever came in by the old one is out, as with a password.
        return salted_hmac(
            "people.Person.session", f"{self.password} {self.phone}", secret, algorithm="sha256"
        ).hexdigest()

    def set_id_number(self, id_number: str) -> None:
        """Seal ``id_number`` (18 characters, already checked) into this object; an empty one removes it."""
        text = id_number.upper()
        self.id_number_sealed = sealing.seal(text) if text else None
        self.id_number_hash = sealing.fingerprint(text) if text else None


class PostQuerySet(models.QuerySet["Post"]):
    """Filters over posts."""

    def on(self, day: date) -> Self:
        """Return the posts held on ``day``."""
        return self.filter(starts_on__lte=day).filter(Q(ends_on=None) | Q(ends_on__gt=day))


class Post(models.Model):
    """Who works where, from when to when. The employer may be another institution than the workplace (县管乡用)."""

    class Kind(models.TextChoices):
        VILLAGE_DOCTOR = "village_doctor", _("village doctor")
        TOWNSHIP_DOCTOR = "township_doctor", _("township doctor")
        COMMUNITY_DOCTOR = "community_doctor", _("community doctor")
        HOSPITAL_DOCTOR = "hospital_doctor", _("hospital doctor")
        NURSE = "nurse", _("nurse")
        PUBLIC_HEALTH = "public_health", _("public health physician")
        MANAGER = "manager", _("manager")
        OTHER = "other", _("other")

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="posts", verbose_name=_("person"))
    workplace = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="posts", verbose_name=_("workplace")
    )
    employer = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="employments", verbose_name=_("employer")
    )
    kind = models.CharField(_("kind of post"), max_length=20, choices=Kind.choices)
    title = models.CharField(_("professional title"), max_length=30, blank=True)
    department = models.CharField(_("department"), max_length=50, blank=True)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)

    objects = PostQuerySet.as_manager()

    class Meta:
        verbose_name = _("post")
        verbose_name_plural = _("posts")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "workplace", "kind"],
                condition=Q(ends_on=None),
                name="post_held_once_at_a_time",
                violation_error_message=_("This person already holds this post."),
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="post_ends_after_it_begins",
                violation_error_message=_("A post ends after it begins."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.workplace}"


class Licence(models.Model):
    """A right to practise, with its number and validity."""

    class Kind(models.TextChoices):
        PHYSICIAN = "physician", _("licensed physician")
        ASSISTANT = "assistant", _("licensed assistant physician")
        VILLAGE = "village", _("village doctor certificate")
        NURSE = "nurse", _("registered nurse")
        OTHER = "other", _("other licence")

    # No index of its own: the unique constraint begins with the person.
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="licences", verbose_name=_("person"), db_index=False
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    number = models.CharField(_("number"), max_length=40, blank=True)
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(_("valid to"), null=True, blank=True)

    class Meta:
        verbose_name = _("licence")
        verbose_name_plural = _("licences")
        constraints = [
            models.UniqueConstraint(fields=["person", "kind", "number"], name="licence_once_per_person"),
            models.CheckConstraint(
                condition=Q(valid_from=None) | Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="licence_ends_after_it_begins",
                violation_error_message=_("A licence ends after it begins."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.get_kind_display()}"
