"""Signing in: allauth's views where its way is not ours, and the account page."""

import math
import time
from typing import Any

from allauth.account import views as account
from allauth.account.internal.stagekit import clear_login
from allauth.account.stages import LoginByCodeStage, LoginStage
from allauth.core import ratelimit
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from lms.people.rules import mask_phone
from lms.signin import limits
from lms.signin.queries import has_factor

RESEND_AFTER_SECONDS = 60


class _Entrance:
    """Mixed into the pages one may come back to: a code still under way is dropped, not insisted upon."""

    def _redirect_to_pending_stage(self, request: HttpRequest, stage: LoginStage) -> HttpResponseRedirect | None:
        if stage.key == LoginByCodeStage.key:
            clear_login(request)
            return None
        response: HttpResponseRedirect | None = super()._redirect_to_pending_stage(request, stage)  # type: ignore[misc]
        return response

    def get_authenticated_redirect_url(self) -> str:
        """Send who is signed in on, but not back to an admin that has just turned them away."""
        url: str = super().get_authenticated_redirect_url()  # type: ignore[misc]
        barred = url.startswith("/admin/") and not self.request.user.has_perm("wagtailadmin.access_admin")  # type: ignore[attr-defined]
        return "/" if barred else url


class SignInView(_Entrance, account.RequestLoginCodeView):
    """The first page: a phone number, and a code is on its way."""


class PasswordView(_Entrance, account.LoginView):
    """The other way: a phone number and a password."""


class CodeView(account.ConfirmLoginCodeView):
    """The second page: the code. It looks the same whether or not the number is known."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Say so when the code is too old."""
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        if hasattr(self, "_process") and not self._process:
            messages.warning(request, _("The code has expired. Ask for a new one."))
        return response

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Count a guess before it is looked at: counted after it, guesses sent at once would each be the first."""
        if self._action == "verify" and not self._may_guess():
            self._process.abort()
            messages.error(request, self.get_adapter().error_messages["too_many_login_attempts"])
            return redirect("account_login")
        response: HttpResponse = super().post(request, *args, **kwargs)
        return response

    def _may_guess(self) -> bool:
        state = self._process.state
        # The number and the moment it was sent are one code, so nobody uses up the guesses at somebody else's.
        return bool(ratelimit.consume(self.request, action="login_code", key=f"{state['phone']}:{state['at']}"))

    def _verify_form_valid(self, form: Any) -> HttpResponse:
        """Sign in, unless the number has meanwhile become somebody else's or nobody's."""
        if self._process.user.phone == self._process.state["phone"]:
            response: HttpResponse = super()._verify_form_valid(form)
            return response
        self._process.abort()
        messages.warning(self.request, _("The code has expired. Ask for a new one."))
        return redirect("account_login")

    def _resend_form_valid(self, _form: Any) -> HttpResponse:
        refusal = self._resend()
        if refusal:
            messages.error(self.request, refusal)
        else:
            messages.success(self.request, _("A new code is on its way. The old one no longer works."))
        return redirect(self.passthrough_next_url(reverse("account_confirm_login_code")))

    def _resend(self) -> str | None:
        """Send another code; return why not, or ``None``."""
        process = self._process
        wait = self.seconds_to_wait()
        if wait:
            return _("Wait %(seconds)s seconds, then ask again.") % {"seconds": wait}
        errors = self.get_adapter().error_messages
        if not limits.can_count():
            return str(errors["codes_unavailable"])
        if not ratelimit.consume(self.request, action="request_login_code", key=process.state["phone"]):
            return str(errors["too_many_login_attempts"])
        # A new code has its own five minutes and its own three attempts. allauth's own resend() fails for a
        # number nobody has, and would tell it by that.
        process.state.update(at=time.time(), failed_attempts=0)
        process.send()
        process.record_resend()
        process.persist()
        return None

    def get_adapter(self) -> Any:
        """Return our adapter."""
        return account.get_adapter(self.request)

    def seconds_to_wait(self) -> int:
        """Return how long until another code may be asked for."""
        sent_at: float = self._process.state["at"]
        return max(0, math.ceil(sent_at + RESEND_AFTER_SECONDS - time.time()))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what the page says of the code."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        context["phone_masked"] = mask_phone(context["phone"])
        context["minutes"] = settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT // 60
        context["seconds_to_wait"] = self.seconds_to_wait()
        return context


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """Lead every other address for signing in to the one page."""
    query = request.GET.copy()
    if request.path.startswith("/admin/"):
        query.setdefault("next", "/admin/")
    address = reverse("account_login")
    return redirect(f"{address}?{query.urlencode()}" if query else address)


@never_cache
def help_page(request: HttpRequest) -> HttpResponse:
    """Say what to do when signing in does not work, and that nobody signs up."""
    return render(request, "lms/signin/help.html")


def gone(_request: HttpRequest, **_kwargs: Any) -> HttpResponse:
    """Answer for allauth's pages that have no use here: e-mail addresses, phone changes, password mails."""
    raise Http404


@login_required
@never_cache
def account_page(request: HttpRequest) -> HttpResponse:
    """Show a person's ways of signing in, and where to change them."""
    context = {"has_factor": has_factor(request.user), "section": "me"}
    return render(request, "lms/signin/account.html", context)
