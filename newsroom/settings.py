"""All settings, in groups; each is read here from the environment or .env and explained in .env.example."""

import datetime
import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from csp.constants import NONCE, NONE, SELF
from django.conf.locale import LANG_INFO
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import get_language_info
from js_asset import static_lazy
from whitenoise.compress import Compressor

from newsroom.backends import service_urls
from newsroom.server import privacy

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
env.read_env(os.environ.get("ENV_FILE", BASE_DIR / ".env"))

# The paper
SITE_NAME = env("SITE_NAME", default="The Meridian")
SITE_URL = env("SITE_URL", default=f"http://127.0.0.1:{env('PORT', default='8000')}").rstrip("/")
TIME_ZONE = env("TIME_ZONE", default="America/New_York")
USE_TZ = True
# One for each language that the paper's own words can be in; docs/translating.md says how to add one.
LOCALE_PATHS = [BASE_DIR / "locale", BASE_DIR / "locale" / "libraries"]
LANGUAGE_CODE = env("LANGUAGE_CODE", default="en").lower()
_TRANSLATED = {"en", *(path.parent.parent.name for path in LOCALE_PATHS[0].glob("*/LC_MESSAGES/django.mo"))}
if LANGUAGE_CODE.partition("-")[0] not in _TRANSLATED or LANGUAGE_CODE.partition("-")[0] not in LANG_INFO:
    raise ImproperlyConfigured(
        f"LANGUAGE_CODE is one of {', '.join(sorted(_TRANSLATED))}, or a variant as de-at."
    )
# The edition's alone: what a browser asks for changes no page.
LANGUAGES = [(LANGUAGE_CODE, get_language_info(LANGUAGE_CODE)["name_local"])]
FORMAT_MODULE_PATH = "core.formats"
# What readers' pages write 0 to 9 with.
DIGITS = env("DIGITS", default="0123456789")
if not DIGITS.isdecimal() or [int(each) for each in DIGITS] != [*range(10)]:
    raise ImproperlyConfigured("DIGITS are the ten from 0 to 9 as the paper writes them, like ٠١٢٣٤٥٦٧٨٩.")
COMMENTS_OPEN_DAYS = env("COMMENTS_OPEN_DAYS", default="14")
COMMENTS_OPEN_DAYS = int(COMMENTS_OPEN_DAYS) if COMMENTS_OPEN_DAYS else None
# At most a century, so that the last day of every discussion is still in the calendar.
if COMMENTS_OPEN_DAYS is not None and not 0 <= COMMENTS_OPEN_DAYS <= 36_500:
    raise ImproperlyConfigured("COMMENTS_OPEN_DAYS is a number of days from 0 to 36500, or empty: for ever.")
# For how many seconds a proxy or a CDN may answer without asking us. Only their pages can be old, by that much.
SHARED_CACHE_SECONDS = env.int("SHARED_CACHE_SECONDS", default=1)

# Security
DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env("SECRET_KEY")
_site = urlsplit(SITE_URL)
SECURE = _site.scheme == "https"
# newsroom.server.admission answers SITE_URL's host at its own port alone.
ALLOWED_HOSTS = [_site.hostname, *env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])]
# The site begins at /, whatever a server or a proxy takes from a request as its SCRIPT_NAME.
FORCE_SCRIPT_NAME = ""
CSRF_FAILURE_VIEW = "newsroom.errors.csrf_failure"
# Browsers accept a `__Host-` cookie from this very host alone, and over https: no site beside it can set one.
HOST_COOKIE = "__Host-" if SECURE else ""
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = f"{HOST_COOKIE}sessionid", f"{HOST_COOKIE}csrftoken"
# It is sent to pages about accounts alone, which `__Host-` does not allow; see accounts.known_browser.
KNOWN_BROWSER_COOKIE_NAME = f"{'__Secure-' if SECURE else ''}known-browser"
CSRF_COOKIE_SECURE = SESSION_COOKIE_SECURE = SECURE
MESSAGE_STORAGE = "newsroom.messages.MessageStorage"
SECURE_SSL_REDIRECT, SECURE_SSL_HOST = SECURE, _site.netloc
YEAR = 31_536_000
HSTS_SECONDS = env.int("HSTS_SECONDS", default=YEAR)
SECURE_HSTS_SECONDS = HSTS_SECONDS if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.bool("HSTS_SUBDOMAINS", default=False)
SECURE_HSTS_PRELOAD = env.bool("HSTS_PRELOAD", default=False)
if SECURE_HSTS_PRELOAD and not (SECURE_HSTS_INCLUDE_SUBDOMAINS and HSTS_SECONDS >= YEAR):
    raise ImproperlyConfigured(
        f"HSTS_PRELOAD=on needs HSTS_SUBDOMAINS=on and HSTS_SECONDS of at least {YEAR}: "
        "browsers take no other site into their lists."
    )
# Both ask for settings that are the operator's choice: they take hosts beside this one off plain http, for long.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
X_FRAME_OPTIONS = "DENY"
# What a paper never asks a browser for. It is denied, so that no foreign code in a page can ask for it.
_POWERS = (
    "accelerometer browsing-topics camera clipboard-read display-capture fullscreen geolocation "
    "gyroscope hid identity-credentials-get idle-detection local-fonts magnetometer microphone midi "
    "otp-credentials payment publickey-credentials-create publickey-credentials-get screen-wake-lock "
    "serial storage-access usb window-management xr-spatial-tracking"
)
# Headers of every answer, beside those that Django's own settings make.
EVERYWHERE = {"Permissions-Policy": ", ".join(f"{power}=()" for power in _POWERS.split())}
# How many proxies of the operator's own append to X-Forwarded-For: core.network reads it.
PROXIES = env.int("PROXIES", default=0)
if PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# Who may read the state of each part: newsroom.server.health.
HEALTH_FROM = service_urls.networks("HEALTH_FROM", env.list("HEALTH_FROM", default=["127.0.0.0/8", "::1"]))
CONTENT_SECURITY_POLICY: dict[str, dict[str, Any]] = {
    "DIRECTIVES": {
        "default-src": [NONE],
        # The nonce is sent only where a page asks for one: the story form in the admin.
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "report-uri": "/csp-report/",
    }
}
if SECURE:
    # Newer browsers use this instead of report-uri, and need https for it.
    CONTENT_SECURITY_POLICY["DIRECTIVES"]["report-to"] = "csp"
    EVERYWHERE["Reporting-Endpoints"] = 'csp="/csp-report/"'
# A form of 5,000 letters needs far less; photographs are streamed to disk and not counted here.
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
# Seconds within which a request's head has to arrive; newsroom.server.limits has what follows from it.
REQUEST_TIMEOUT = env.float("REQUEST_TIMEOUT", default=10)

# What the project is made of
# Its own packages, each importing only those before it. The import contract, tests and the image take them from here.
OWN_APPS = ["core", "accounts", "articles", "comments", "newsroom"]
INSTALLED_APPS = [
    *OWN_APPS,
    "newsroom.desk.DeskConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "adminsortable2",
    "django_prose_editor",
    "django_tasks",
    "newsroom.desk.BackgroundConfig",
]
# A checkout has the benchmarks, for `manage.py flood`; the image has not.
if (BASE_DIR / "benchmarks/__init__.py").exists():
    INSTALLED_APPS.append("benchmarks")
MIDDLEWARE = [
    "newsroom.middleware.HeadersMiddleware",
    "newsroom.server.health.HealthMiddleware",
    "newsroom.server.admission.AdmissionMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "newsroom.page_cache.compression.AcceptEncodingMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "newsroom.page_cache.compression.GZipMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "csp.middleware.CSPMiddleware",
    "newsroom.middleware.CachingHeadersMiddleware",
    "newsroom.middleware.CookieNamesMiddleware",
    "newsroom.middleware.NoNulMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "accounts.middleware.AuthenticationMiddleware",
    "newsroom.middleware.LargeBodyMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "core.times.NamedZoneMiddleware",
]
ROOT_URLCONF = "newsroom.urls"
WSGI_APPLICATION = "newsroom.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
FORM_RENDERER = "newsroom.forms.PaperRenderer"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": [
                "django.templatetags.i18n",
                "core.templatetags.paper",
                "articles.templatetags.photo_sizes",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "newsroom.context.paper",
            ],
        },
    },
    # For what a page repeats a hundred times. Compiled once in a process; under DEBUG anew when a file has changed.
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [BASE_DIR / "templates" / "jinja2"],
        "OPTIONS": {"environment": "newsroom.jinja2.environment", "autoescape": True, "auto_reload": DEBUG},
    },
]

# Modules of ours handle the clipboard and links in the editor of rich text. What it may write: core.rich_text.
DJANGO_PROSE_EDITOR_EXTENSIONS = [
    {
        "js": [static_lazy(f"articles/js/admin/{name}.js") for name in ("paste", "links")],
        "extensions": {"Paste": lambda config, allowed: None},
    }
]

# Where data is stored: only the user who runs the site may read it, whatever the umask of the shell
os.umask(0o777 & ~privacy.FOLDER)
FILE_UPLOAD_PERMISSIONS, FILE_UPLOAD_DIRECTORY_PERMISSIONS = privacy.FILE, privacy.FOLDER
DATA_DIR = BASE_DIR / env("DATA_DIR", default="data")
DATA_DIR.mkdir(mode=privacy.FOLDER, exist_ok=True)
DATABASES = {
    "default": service_urls.database(
        env("DATABASE_URL", default="") or f"sqlite:///{DATA_DIR / 'newsroom.sqlite3'}"
    )
}
CACHES = service_urls.caches(env("CACHE_URL", default=""), paper=f"{SITE_URL} {SECRET_KEY}")
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
# Only files with hashed names are kept, and maps for debuggers are not compressed: this halves the first start.
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = (*Compressor.SKIP_COMPRESS_EXTENSIONS, "map")
MEDIA_URL = "/media/"
STORAGES, _pictures_from = service_urls.storages(env("STORAGE_URL", default=""), DATA_DIR, MEDIA_URL)
STORAGES["staticfiles"] = {
    "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
    if DEBUG
    else "newsroom.backends.static_files.StaticFilesStorage"
}
if _pictures_from:
    CONTENT_SECURITY_POLICY["DIRECTIVES"]["img-src"].append(_pictures_from)
# Photographs from staff go through a file on disk, whatever their size; files from anybody else are not written.
FILE_UPLOAD_HANDLERS = ["articles.photographs.uploads.DeskUploadHandler"]
# Uploads in progress, and the locks by which the processes of this machine decode one photograph at a time.
FILE_UPLOAD_TEMP_DIR = BASE_DIR / env("UPLOADS_DIR", default=str(DATA_DIR / "uploads"))
FILE_UPLOAD_TEMP_DIR.mkdir(mode=0o700, exist_ok=True)
# No form has more than one file.
DATA_UPLOAD_MAX_NUMBER_FILES = 1

# In the background: tasks wait in the database for `manage.py worker`, which `make run` and `make dev` start too
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default", "mail"]}}
TASKS_WORKER = env.bool("TASKS_WORKER", default=True)

# Accounts
AUTH_USER_MODEL = "accounts.User"
# Ours does all that ModelBackend does; both together would hash every password twice.
AUTHENTICATION_BACKENDS = ["accounts.backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": name}
    for name in (
        "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "accounts.passwords.LengthValidator",
        "django.contrib.auth.password_validation.CommonPasswordValidator",
    )
]
SESSION_ENGINE = "accounts.sessions"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "comments:mine"
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "accounts.forms.LoginForm",
    "signup": "accounts.forms.SignupForm",
    "add_email": "accounts.forms.AddEmailForm",
    "change_password": "accounts.forms.ChangePasswordForm",
    "set_password": "accounts.forms.SetPasswordForm",
    "reset_password": "accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "accounts.forms.ResetPasswordKeyForm",
    "reauthenticate": "accounts.forms.ReauthenticateForm",
    "request_login_code": "accounts.forms.RequestLoginCodeForm",
    "confirm_login_code": "accounts.forms.ConfirmLoginCodeForm",
    "confirm_email_verification_code": "accounts.forms.ConfirmEmailVerificationCodeForm",
    "confirm_password_reset_code": "accounts.forms.ConfirmPasswordResetCodeForm",
}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email*", "password1*"]
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_LOGIN_BY_CODE_ENABLED = ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
# Codes everywhere, never links: nobody learns to follow links in mails.
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
# Easy to type on a telephone; at 48 attempts a day for one address, guessing takes millennia.
ALLAUTH_USER_CODE_FORMAT = {"numeric": True, "length": 8}
# As core.network counts: the part of an IPv6 address that one household has.
ALLAUTH_RATE_LIMIT_IPV6_PREFIX = 64
# Limits for a network (ip), a name or an address (key), and somebody signed in (user); others are allauth's own. A name
# is locked for minutes only, for anybody can lock it; a network that fails all day has no reader behind it.
ACCOUNT_RATE_LIMITS = {
    "login_failed": "10/m/ip,100/h/ip,500/d/ip,5/5m/key",
    # Each sign-in makes a session, for two weeks.
    "login": "30/m/ip,400/h/ip,2000/d/ip",
    "signup": "20/m/ip,60/h/ip,200/d/ip",
    # The limits of mails below count for one address: strangers could use up a limit by the minute for it here.
    "request_login_code": "20/m/ip,100/h/ip",
    "reset_password": "20/m/ip,100/h/ip",
    "manage_email": "10/m/user,30/h/user",
    # As many as the mails below. Of allauth's own, one in three minutes, a stranger could leave the owner none.
    "confirm_email": "4/h/key",
    # Mails of every kind to one address. Strangers can ask for fewer, so that “Your password was changed” still goes.
    "mail": "5/h/key,20/d/key",
    "mail_on_request": "4/h/key,16/d/key",
    # Invitations to join the staff, of one who may invite: a stolen session writes to no crowd.
    "invitations": "30/h/key,100/d/key",
    # Codes typed for one request; and for one address, as many as the mails above allow.
    "code": "3/h/key",
    "codes_of_one": "100/h/ip,12/h/key,48/d/key",
    # Wrong second factors, after a right password: at 60 a day, three of a million codes being right, one is guessed
    # in fifteen years.
    "second_factor": "100/h/ip,5/5m/key,60/d/key",
    # Failures that are kept of one account of staff: strangers cause them.
    "failures_kept": "20/h/key,100/d/key",
}
# Mails may be slow, so codes last as long as allauth keeps a sign-in that was begun (ACCOUNT_LOGIN_TIMEOUT).
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = ACCOUNT_LOGIN_BY_CODE_TIMEOUT
ACCOUNT_SESSION_REMEMBER = True
# Readers stay signed in for two weeks; staff sign in once a day, and are not signed out while they work: see
# accounts.middleware.
STAFF_SESSION_HOURS = env.int("STAFF_SESSION_HOURS", default=12)
ACCOUNT_CHANGE_EMAIL = True
# Changing the address asks for the password again, and the old address hears of it.
ACCOUNT_REAUTHENTICATION_REQUIRED = ACCOUNT_EMAIL_NOTIFICATIONS = True
# Second factors: for everybody, and for staff obligatory from a date
MFA_ADAPTER = "accounts.second_factor.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_FORMS = {
    "authenticate": "accounts.second_factor.forms.AuthenticateForm",
    "reauthenticate": "accounts.second_factor.forms.ReauthenticateForm",
    "activate_totp": "accounts.second_factor.forms.ActivateAppForm",
    "add_webauthn": "accounts.second_factor.forms.AddPasskeyForm",
    "edit_webauthn": "accounts.second_factor.forms.RenamePasskeyForm",
    "authenticate_webauthn": "accounts.second_factor.forms.PasskeyForm",
    "reauthenticate_webauthn": "accounts.second_factor.forms.ReauthenticatePasskeyForm",
}
# A code of an app is right in its half minute, and in those before and after it: clocks differ, and typing takes time.
MFA_TOTP_TOLERANCE = 1
MFA_RECOVERY_CODES_SHOW_ONCE = True
try:
    # A day in the paper's zone; empty: never.
    _from = env("STAFF_SECOND_FACTOR_FROM", default="")
    STAFF_SECOND_FACTOR_FROM = datetime.date.fromisoformat(_from) if _from else None
except ValueError:
    raise ImproperlyConfigured(
        f"STAFF_SECOND_FACTOR_FROM is a day like 2027-01-31, or empty: never. It is {_from!r}."
    ) from None
# Else allauth puts the request's Host before each subject.
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""

# Mail: a task for the worker, which prints mails until EMAIL_URL names a server
vars().update(env.email("EMAIL_URL", default="consolemail://"))
MAIL_SENT_BY, EMAIL_BACKEND = EMAIL_BACKEND, "newsroom.backends.mail.EmailBackend"  # type: ignore[has-type] # noqa: F821
MAIL_IS_PRINTED = MAIL_SENT_BY == "django.core.mail.backends.console.EmailBackend"
# A mail server that says nothing for so many seconds is tried again later, and keeps no other mail waiting.
EMAIL_TIMEOUT = 20
# Empty: the paper's name as it is when a mail is written, and an address that is its host's; see accounts.adapter.
MAIL_FROM = env("MAIL_FROM", default="")
# Mail knows no IPv6 address as a plain domain.
_mail_domain = "localhost" if ":" in str(_site.hostname) else _site.hostname
DEFAULT_FROM_EMAIL = SERVER_EMAIL = MAIL_FROM or f"news@{_mail_domain}"

# What the operator reads
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "class": "newsroom.server.log.Line",
            "format": "{asctime} {levelname} {name}: {message}",
            "style": "{",
        }
    },
    "filters": {
        "in_one_line": {"()": "newsroom.server.log.InOneLine"},
        "bounded": {"()": "accounts.audit.Bounded"},
    },
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["in_one_line"]}
    },
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "django": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        # A request that fails by the client's fault has no line: one for each would let strangers fill the disk.
        "django.request": {"level": "ERROR"},
        # Who signed in and who failed. Strangers cause these lines, so they are bounded.
        "accounts.audit": {"filters": ["bounded"]},
        # Our tasks themselves log what they did.
        "django_tasks": {"level": "WARNING"},
        "django_tasks_db": {"level": "WARNING"},
        # Django leaves it to the server to drop the body of an answer to HEAD; gunicorn does, and warns each time.
        "gunicorn.http.wsgi": {"level": "ERROR"},
    },
}

# The demonstration: stories for an empty paper, and sign-ins to look behind them
DEMONSTRATION = env.bool("DEMONSTRATION", default=True)
DEMO_PASSWORD = env("DEMO_PASSWORD", default="")
