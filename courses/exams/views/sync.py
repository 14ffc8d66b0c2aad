"""The door for what phones save, where no server composes it below Django; see ``lms.wsgi``."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from courses.exams.actions import hand_in
from courses.exams.actions.saving.alone import keep_alone
from courses.exams.door import Door

_door = Door(keep_alone, hand_in)


@csrf_exempt
@never_cache
@require_POST
def sync(request: HttpRequest) -> HttpResponse:
    """Keep what a phone hands over. Its token is its authority: no session is asked, so none can be abused."""
    status, reply = _door.answer(request.body)
    response = JsonResponse(reply, status=status)
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        response["Retry-After"] = str(reply["refusal"]["seconds"])
    return response
