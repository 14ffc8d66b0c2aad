"""What must be right before an installation may serve the public."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.core.exceptions import ImproperlyConfigured

from lms.notices.channels import open_channel


@register(Tags.security, deploy=True)
def sms_channel_is_real(**_kwargs: Any) -> list[CheckMessage]:
    """Hold ``check --deploy`` until sign-in codes have a way to people's phones."""
    try:
        open_channel(settings.SMS_CHANNEL)
    except ImproperlyConfigured as fault:
        hint = "Set SMS_CHANNEL to one of the folders of lms/notices/channels, and its account's settings."
        return [Error(str(fault), hint=hint, id="notices.E001")]
    if settings.SMS_CHANNEL == "console":
        hint = "Set SMS_CHANNEL to a provider; the console is for trying things out."
        return [Warning("Nobody is sent a sign-in code: they go to the log.", hint=hint, id="notices.W001")]
    return []
