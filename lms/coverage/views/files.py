"""Photos and files beside checklists and findings, for who may see what they are beside."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from lms.coverage.actions import opening
from lms.coverage.models import Attachment, Finding, SampledPerson
from lms.people.models import Person
from lms.site.typing import person_of, signed_in


@never_cache
@require_safe
@signed_in
def attachment(request: HttpRequest, attachment_id: int) -> HttpResponse:
    """Send a file as it was sent in."""
    related = ("sampled__person", "step__finding__person")
    file = get_object_or_404(Attachment.objects.select_related(*related), pk=attachment_id)
    viewer = person_of(request)
    if not _may_see(viewer, file):
        raise Http404
    about = file.sampled.person if file.sampled else file.step.finding.person if file.step else None
    opening.look_at_file(file, about=about, by=viewer, at=timezone.now())
    answer = HttpResponse(file.content(), content_type=file.media_type)
    answer["Content-Disposition"] = "inline" if file.is_picture else f'attachment; filename="{file.sha256[:12]}.pdf"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def _may_see(viewer: Person, file: Attachment) -> bool:
    if file.sampled_id:
        return SampledPerson.objects.visible_to(viewer).filter(pk=file.sampled_id).exists()
    return file.step is not None and Finding.objects.visible_to(viewer).filter(pk=file.step.finding_id).exists()
