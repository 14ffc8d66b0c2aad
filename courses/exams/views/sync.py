"""What the scripts of a sitting ask for. Saves come here only where no server takes them below Django: ``lms.rsgi``."""

import base64
from http import HTTPStatus

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from courses.exams.actions import hand_in, reach_stage, save_form
from courses.exams.actions.saving.alone import AWAY, keep_alone
from courses.exams.door import Turned, is_to_be_submitted, not_now, reply_of, save_of
from courses.exams.forms import read_form
from courses.exams.models import Sitting
from lms.kit.errors import Refusal
from lms.site.typing import person_of, signed_in


@csrf_exempt
@never_cache
@require_POST
def sync(request: HttpRequest) -> HttpResponse:
    """Keep what a phone hands over. Its token is its authority: no session is asked, so none can be abused."""
    try:
        save = save_of(request.body)
        kept = keep_alone(save)
        if is_to_be_submitted(kept, save):
            kept |= hand_in(save.claim, save.at)
        status, reply = reply_of(kept)
    except Turned as turned:
        status, reply = turned.reply
    except AWAY:
        status, reply = not_now()
    response = JsonResponse(reply, status=status)
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        response["Retry-After"] = str(reply["refusal"]["seconds"])
    return response


@never_cache
@signed_in
@require_POST
def stage(request: HttpRequest, sitting_id: int) -> HttpResponse:
    """Go on to the next part of a case: the key it is sealed with, or, without JavaScript, the page that shows it."""
    mine = get_object_or_404(Sitting.objects.of(person_of(request)), pk=sitting_id)
    text = request.POST.get("position", "")
    position = int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0
    wants_json = "application/json" in request.headers.get("Accept", "")
    try:
        if not wants_json:
            # The whole form comes along. What is answered before going on cannot be saved afterwards.
            save_form(sitting=mine, entries=read_form(request.POST), at=timezone.now())
        key = reach_stage(sitting=mine, position=position, at=timezone.now())
    except Refusal as said_no:
        if wants_json:
            return JsonResponse(
                {"refusal": {"code": said_no.code, "message": str(said_no)}}, status=HTTPStatus.CONFLICT
            )
        messages.error(request, str(said_no))
        return redirect("exams:sitting", mine.pk)
    if wants_json:
        return JsonResponse({"key": base64.b64encode(key).decode()})
    return redirect("exams:sitting", mine.pk)
