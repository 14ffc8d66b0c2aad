"""What the catalogue hears: pages that come and go."""

from typing import Any

from django.db.models.signals import pre_delete
from django.dispatch import receiver
from wagtail.models import Page
from wagtail.signals import page_published, page_unpublished, post_page_move

from courses.catalogue.pages import CoursePage, LessonPage
from lms.kit.queue import later


@receiver([page_published, page_unpublished], dispatch_uid="catalogue.keep_in_step")
def keep_in_step(sender: type[Page], instance: Page, **_kwargs: Any) -> None:
    """Have a worker bring the records side up to date."""
    if issubclass(sender, CoursePage | LessonPage):
        later("catalogue.keep_in_step", page_id=instance.pk)


@receiver(post_page_move, dispatch_uid="catalogue.keep_in_step_after_move")
def keep_in_step_after_move(sender: type[Page], instance: Page, **_kwargs: Any) -> None:
    """Lessons may have changed their order."""
    if issubclass(sender, LessonPage):
        later("catalogue.keep_in_step", page_id=instance.pk)


@receiver(pre_delete, sender=LessonPage, dispatch_uid="catalogue.keep_in_step_after_deletion")
def keep_in_step_after_deletion(instance: LessonPage, **_kwargs: Any) -> None:
    """The course has one lesson less."""
    later("catalogue.keep_in_step", page_id=instance.get_parent().pk)
