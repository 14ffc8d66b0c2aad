"""What the installation decides: the SMS gateway, exams and teaching."""

from lms.settings.place import env

# One of the folders of lms/notices/channels that can send a short message: "console" or "tencent".
SMS_CHANNEL: str = env.str("SMS_CHANNEL", "") or "console"
# The console shows codes to whoever reads it: outside development somebody must have asked for it by name.
SMS_CHANNEL_CHOSEN: bool = bool(env.str("SMS_CHANNEL", ""))
# Channels that carry notices besides the inbox.
NOTICE_CHANNELS: list[str] = env.list("NOTICE_CHANNELS", [])
TENCENT_SMS = {
    "secret_id": env.str("TENCENT_SMS_SECRET_ID", ""),
    "secret_key": env.str("TENCENT_SMS_SECRET_KEY", ""),
    "app_id": env.str("TENCENT_SMS_APP_ID", ""),
    "sign_name": env.str("TENCENT_SMS_SIGN_NAME", ""),
    "code_template": env.str("TENCENT_SMS_CODE_TEMPLATE", ""),
    "notice_template": env.str("TENCENT_SMS_NOTICE_TEMPLATE", ""),
    "region": env.str("TENCENT_SMS_REGION", "ap-guangzhou"),
}

# What arrives this long after the bell was sent before it: a slow network must not cost an answer.
EXAM_GRACE_SECONDS: int = env.int("EXAM_GRACE_SECONDS", 5)
# A mentor may log a teaching session this many days afterwards.
TEACHING_LOG_DAYS: int = env.int("TEACHING_LOG_DAYS", 30)
