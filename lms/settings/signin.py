"""People and signing in."""

from datetime import timedelta

from lms.settings.place import DEBUG, env

AUTH_USER_MODEL = "people.Person"
# One door only: by phone, through allauth, past the second factor.
AUTHENTICATION_BACKENDS = ["lms.signin.backends.PhoneBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
# Proxies in front of us that we run ourselves: the address a rate limit counts is the one the outermost saw.
ALLAUTH_TRUSTED_PROXY_COUNT: int = env.int("TRUSTED_PROXY_COUNT", 0)
ACCOUNT_ADAPTER = "lms.signin.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"phone"}
# Nobody signs up; the list only tells allauth that people have a phone and may have a password.
ACCOUNT_SIGNUP_FIELDS = ["phone*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 300
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 3
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = 3
ACCOUNT_PHONE_VERIFICATION_CODE_FORMAT = {"numeric": True, "length": 6, "dashed": False}
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_FORMS = {
    "login": "lms.signin.forms.PasswordForm",
    "request_login_code": "lms.signin.forms.PhoneForm",
    "confirm_login_code": "lms.signin.forms.CodeForm",
    "change_password": "lms.signin.forms.ChangePasswordForm",
    "set_password": "lms.signin.forms.SetPasswordForm",
    "reauthenticate": "lms.signin.forms.PasswordAgainForm",
}
# A class of sixty signs in from one hospital's network at the same minute; one phone asks once a minute.
ACCOUNT_RATE_LIMITS = {
    "request_login_code": "60/m/ip,600/h/ip,1/m/key,10/h/key,30/d/key",
    # Guesses at one code, which is good for five minutes.
    "login_code": f"{ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS}/{ACCOUNT_LOGIN_BY_CODE_TIMEOUT}s/key",
    "login": "90/m/ip",
    "login_failed": "30/m/ip,5/5m/key",
}
MFA_ADAPTER = "lms.signin.factors.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_FORMS = {
    "authenticate": "lms.signin.forms.FactorForm",
    "reauthenticate": "lms.signin.forms.FactorAgainForm",
    "activate_totp": "lms.signin.forms.AppForm",
    "add_webauthn": "lms.signin.forms.PasskeyForm",
    "edit_webauthn": "lms.signin.forms.RenamePasskeyForm",
}
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "杏林 Xinglin"
# One step of 30 seconds either way: phones' clocks are not exact. A code still works once only.
MFA_TOTP_TOLERANCE: int = 1
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEBUG
# Who has an admin role signs in anew every working day.
ADMIN_SESSION_AGE: timedelta = timedelta(hours=12)
