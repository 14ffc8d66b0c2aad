"""The product's addresses, an empty view behind the same middleware, and the plain way to save an answer."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from courses.exams.models import SittingItem
from lms.urls import urlpatterns as product


@csrf_exempt
@login_required
def plain_save(request: HttpRequest) -> HttpResponse:
    """Save one answer as a tutorial would: a session, and an update or an insert by the ORM."""
    SittingItem.objects.update_or_create(
        sitting_id=request.POST["sitting"],
        sitting__person=request.user,
        position=request.POST["position"],
        defaults={"chosen": [int(place) for place in request.POST.getlist("chosen")]},
    )
    return HttpResponse(b"{}", content_type="application/json")


urlpatterns = [
    path("bench/empty/", lambda _request: HttpResponse(b"")),
    path("bench/save/", plain_save),
    *product,
]
