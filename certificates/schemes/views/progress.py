"""A trainee's own pages on the phone."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from certificates.schemes.models import Traineeship
from certificates.schemes.queries import explain, trainee_view
from certificates.schemes.queries.queue import history
from lms.site.typing import person_of, signed_in


@never_cache
@require_GET
@signed_in
def index(request: HttpRequest) -> HttpResponse:
    """List the schemes the person is trained in."""
    views = trainee_view(person_of(request), timezone.now())
    return render(request, "certificates/schemes/index.html", {"views": views})


@never_cache
@require_GET
@signed_in
def detail(request: HttpRequest, traineeship_id: int) -> HttpResponse:
    """Show every requirement of one's own traineeship and the records that counted or did not."""
    own = Traineeship.objects.present().begun().filter(person=person_of(request)).select_related("cohort__scheme")
    traineeship = get_object_or_404(own, pk=traineeship_id)
    view, explained = explain(traineeship, timezone.now())
    # Why somebody was stopped stands in the last change.
    change = history(traineeship).first() if view.standing in {"suspended", "failed"} else None
    context = {"view": view, "explained": explained, "change": change}
    return render(request, "certificates/schemes/progress.html", context)
