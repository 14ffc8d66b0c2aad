"""Admin lists, forms and choosers that show nobody more than ``visible_to`` allows."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.template.defaultfilters import yesno
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.timezone import localtime
from django.views import View
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.views import generic
from wagtail.admin.views.generic import chooser
from wagtail.admin.viewsets.chooser import ChooserViewSet
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies import ModelPermissionPolicy

from lms.kit.errors import Refusal


class ScopedForm(WagtailAdminModelForm):
    """A form whose choices, posted ids included, are limited to what the editor may see."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Narrow every field that chooses among objects with a ``visible_to``."""
        super().__init__(*args, **kwargs)
        _narrow(self.fields, self.for_user)


def _narrow(fields: dict[str, Any], viewer: Any) -> None:
    for field in fields.values():
        choices = getattr(field, "queryset", None)
        if choices is not None and hasattr(choices, "visible_to"):
            field.queryset = choices.visible_to(viewer)


class _Allowing(ModelPermissionPolicy):
    """A model's permissions, of which only some exist in the admin, whoever asks."""

    def __init__(self, model: Any, actions: Sequence[str]) -> None:
        super().__init__(model)
        self.actions = actions

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action in self.actions and bool(super().user_has_permission(user, action))


class SavesByAction:
    """Mixed into a create or edit view whose ``save_instance`` calls an action: a refusal becomes a sentence."""

    def form_valid(self, form: Any) -> Any:
        """Save; what the action refuses is said on the form, and nothing typed is lost."""
        try:
            return super().form_valid(form)  # type: ignore[misc]
        except Refusal as said_no:
            form.add_error(None, str(said_no))
            self.produced_error_code, self.produced_error_message = said_no.code, str(said_no)
            return self.form_invalid(form)  # type: ignore[attr-defined]


class ScopedViewSet(ModelViewSet):
    """A :class:`ModelViewSet` over a model whose manager has ``visible_to``: a foreign object is not found.

    ``allowed_actions`` says what the admin offers at all; ``("view",)`` is a list to read.
    """

    base_form_class = ScopedForm
    allowed_actions: tuple[str, ...] = ("view", "add", "change", "delete")
    inspect_view_enabled = True
    copy_view_enabled = False
    # What uses an object is not computed on every save: facts are saved by the thousand.
    add_to_reference_index = False

    @property
    def permission_policy(self) -> ModelPermissionPolicy:
        """The model's permissions, narrowed to ``allowed_actions``."""
        return _Allowing(self.model, self.allowed_actions)

    def construct_view(self, view_class: type[View], **kwargs: Any) -> Any:
        """Build every view of the set from its scoped form."""
        return super().construct_view(_scoped(view_class), **kwargs)


def _scoped(view_class: type[View]) -> type[View]:
    if issubclass(view_class, generic.IndexView):
        return type(view_class.__name__, (_ScopedList, view_class), {})
    if issubclass(view_class, generic.InspectView):
        return type(view_class.__name__, (_ScopedInspect, view_class), {})
    return type(view_class.__name__, (_ScopedObject, view_class), {})


class _ScopedList(View):
    @cached_property
    def filters(self) -> Any:
        filters = super().filters  # type: ignore[misc]
        if filters:
            _narrow(filters.form.fields, self.request.user)
        return filters

    def get_base_queryset(self) -> QuerySet[Any]:
        visible: QuerySet[Any] = super().get_base_queryset().visible_to(self.request.user)  # type: ignore[misc]
        # What a column names comes with its row, not with a query of its own for each row.
        columns = self.list_display  # type: ignore[attr-defined]
        shown = [each.name for each in visible.model._meta.fields if each.many_to_one and each.name in columns]
        return visible.select_related(*shown) if shown else visible


class _ScopedObject(View):
    # Whoever is in a class may look at it; whoever runs it may change it.
    reach = "run_by"

    def get_object(self, *args: Any, **kwargs: Any) -> Any:
        # Some views fetch their object in setup(), some in dispatch(): all of them fetch it here.
        item = super().get_object(*args, **kwargs)  # type: ignore[misc]
        objects = type(item).objects
        within = getattr(objects, self.reach, objects.visible_to)
        if not within(self.request.user).filter(pk=item.pk).exists():
            raise Http404
        return item


class _ScopedInspect(_ScopedObject):
    reach = "visible_to"

    def get_field_display_value(self, *args: Any, **kwargs: Any) -> Any:
        # The template writes a value out as it is: an instant in UTC, truth and nothing in English.
        value = super().get_field_display_value(*args, **kwargs)  # type: ignore[misc]
        if isinstance(value, datetime):
            return date_format(localtime(value), "DATETIME_FORMAT")
        if isinstance(value, bool):
            return yesno(value)
        return "—" if value in (None, "", "-") else value


class _ScopedChoice:
    """Mixed into a chooser's views: all of them start from the visible objects."""

    request: Any
    model_class: Any

    def get_object_list(self) -> QuerySet[Any]:
        visible: QuerySet[Any] = self.model_class.objects.visible_to(self.request.user)
        return visible

    def get_object(self, pk: Any) -> Any:
        return self.get_object_list().get(pk=pk)

    def get_objects(self, pks: Any) -> QuerySet[Any]:
        return self.get_object_list().filter(pk__in=pks)


class _ChooseView(_ScopedChoice, chooser.ChooseView):
    pass


class _ChooseResultsView(_ScopedChoice, chooser.ChooseResultsView):
    pass


class _ChosenView(_ScopedChoice, chooser.ChosenView):
    pass


class _ChosenMultipleView(_ScopedChoice, chooser.ChosenMultipleView):
    pass


class ScopedChooserViewSet(ChooserViewSet):
    """A chooser over a model whose manager has ``visible_to``."""

    choose_view_class = _ChooseView
    choose_results_view_class = _ChooseResultsView
    chosen_view_class = _ChosenView
    chosen_multiple_view_class = _ChosenMultipleView
