"""Tencent Cloud's short message service."""

import logging
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from tencentcloud.common.credential import Credential
from tencentcloud.common.exception.tencent_cloud_sdk_exception import TencentCloudSDKException
from tencentcloud.common.profile.client_profile import ClientProfile
from tencentcloud.common.profile.http_profile import HttpProfile
from tencentcloud.sms.v20210111.models import SendSmsRequest
from tencentcloud.sms.v20210111.sms_client import SmsClient

from lms.notices.channels import Channel, DeliveryFailed

if TYPE_CHECKING:
    from lms.notices.models import Notice

REQUIRED = ("secret_id", "secret_key", "app_id", "sign_name", "code_template")
TIMEOUT_SECONDS = 10

# Below this the SDK logs whole requests, codes and all.
logging.getLogger("tencentcloud_sdk_common").setLevel(logging.WARNING)


class TencentChannel:
    """Sends by the templates that Tencent has approved for this installation.

    The code template takes two values, the code and the minutes it is good for; the notice template one, the title.
    """

    def __init__(self, config: dict[str, str]) -> None:
        """Keep the account; nothing is asked of the provider yet."""
        self._config = config
        profile = ClientProfile(httpProfile=HttpProfile(reqTimeout=TIMEOUT_SECONDS))
        credential = Credential(config["secret_id"], config["secret_key"])
        self._client = SmsClient(credential, config["region"], profile)

    def send_code(self, phone: str, code: str) -> None:
        """Send the code and how many minutes it is good for."""
        self._send(phone, self._config["code_template"], [code, str(settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT // 60)])

    def send(self, notice: "Notice") -> None:
        """Send the notice's title, to people with a phone number."""
        if not self._config.get("notice_template"):
            raise ImproperlyConfigured("TENCENT_SMS_NOTICE_TEMPLATE is not set.")
        if notice.person.phone:
            self._send(notice.person.phone, self._config["notice_template"], [notice.title])

    def _send(self, phone: str, template: str, values: list[str]) -> None:
        request = SendSmsRequest()
        request.PhoneNumberSet = [f"+86{phone}"]
        request.SmsSdkAppId = self._config["app_id"]
        request.SignName = self._config["sign_name"]
        request.TemplateId = template
        request.TemplateParamSet = values
        try:
            statuses = self._client.SendSms(request).SendStatusSet
        except TencentCloudSDKException as fault:
            # "from None": the fault's own text may repeat the request, and the request holds the code.
            raise DeliveryFailed(f"Tencent refused the call: {fault.get_code()}") from None
        if not statuses or statuses[0].Code != "Ok":
            raise DeliveryFailed(f"Tencent did not send: {statuses[0].Code if statuses else 'no status'}")


def open_channel() -> Channel:
    """Return the channel of the account in ``settings.TENCENT_SMS``.

    :raises ImproperlyConfigured: a part of the account is missing.
    """
    missing = [name for name in REQUIRED if not settings.TENCENT_SMS.get(name)]
    if missing:
        raise ImproperlyConfigured(f"TENCENT_SMS lacks {', '.join(missing)}.")
    return TencentChannel(settings.TENCENT_SMS)
