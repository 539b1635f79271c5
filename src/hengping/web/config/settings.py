"""Django's settings. What an installation may set stands in :mod:`hengping.web.config.env`."""

from pathlib import Path

from csp.constants import NONCE, NONE, SELF
from django.http.request import validate_host

from hengping.web.config import address, env
from hengping.web.config.generics import allow_types

allow_types()

ENVIRONMENT = env.Environment()
DATA_DIR = ENVIRONMENT.data.resolve()
BASE_DIR = Path(__file__).resolve().parent.parent

DEBUG = ENVIRONMENT.debug
SECRET_KEY = env.secret_key(ENVIRONMENT)
PUBLIC_ADDRESS = address.public_address(ENVIRONMENT)
ALLOWED_HOSTS = ENVIRONMENT.host_names
if not validate_host(address.host_of_address(PUBLIC_ADDRESS), ALLOWED_HOSTS):
    ALLOWED_HOSTS.append(address.host_of_address(PUBLIC_ADDRESS))
ROOT_URLCONF = "hengping.web.config.urls"
WSGI_APPLICATION = "hengping.web.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATABASES = {"default": env.database(ENVIRONMENT)}

INSTALLED_APPS = [
    "hengping.web.ui",
    "hengping.web.apps.accounts",
    "hengping.web.apps.acts",
    "hengping.web.apps.notices",
    "hengping.web.apps.campaigns",
    "hengping.web.apps.publishing",
    "hengping.web.apps.roster",
    "hengping.web.apps.ledger",
    "hengping.web.apps.systems",
    "hengping.web.apps.runs",
    "hengping.web.apps.work",
    "hengping.web.apps.appeals",
    "hengping.web.apps.operators",
    "hengping.web.apps.public",
    "hengping.web.apps.api",
    "hengping.web.apps.tour",
    "hengping.web.apps.evidence",
    "hengping.web.apps.desk",
    "hengping.web.apps.cases",
    "hengping.web.apps.oversight",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "axes",
    "csp",
    "django_filters",
    "django_htmx",
    "django_tables2",
    "ninja",
    "simple_history",
]
if DATABASES["default"]["ENGINE"] == "django.db.backends.postgresql":
    INSTALLED_APPS.append("procrastinate.contrib.django")

MIDDLEWARE = [
    "hengping.web.ui.guarding.NoNulMiddleware",
    "hengping.web.apps.public.cache.PublicCacheMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "hengping.web.ui.guarding.SizeMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "hengping.web.apps.accounts.tracing.SessionTraceMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "hengping.web.policy.middleware.ActorMiddleware",
    "hengping.web.apps.accounts.middleware.SecondFactorMiddleware",
    "hengping.web.ui.middleware.FaultsMiddleware",
    "axes.middleware.AxesMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "ui" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "hengping.web.ui.context.chrome",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static", "hengping.web.ui.templatetags.hp"],
        },
    }
]

# People.
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "hengping.web.apps.accounts.adapter.AccountAdapter"
SOCIALACCOUNT_ADAPTER = "hengping.web.apps.accounts.adapter.SocialAdapter"
ACCOUNT_LOGOUT_ON_GET = False
# A link, not a form: the policy of form-action below would stop a form on its way to the provider.
SOCIALACCOUNT_LOGIN_ON_GET = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_USERNAME_BLACKLIST = ["public", "anonymous", "system"]
USERSESSIONS_TRACK_ACTIVITY = False
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "衡评"
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "APPS": [
            {
                "provider_id": "province",
                "name": ENVIRONMENT.oidc_name or ENVIRONMENT.oidc_server,
                "client_id": ENVIRONMENT.oidc_client,
                "secret": ENVIRONMENT.oidc_secret.get_secret_value(),
                "settings": {"server_url": ENVIRONMENT.oidc_server},
            }
        ]
        if ENVIRONMENT.oidc_server
        else []
    }
}
# Wrong passwords of one account are counted by axes, below.
ACCOUNT_RATE_LIMITS = {"login_failed": "30/m/ip", "second_factor": "5/5m/key"}
MFA_FORMS = {
    "authenticate": "hengping.web.apps.accounts.factor_forms.AuthenticateForm",
    "reauthenticate": "hengping.web.apps.accounts.factor_forms.ReauthenticateForm",
}
# Shared by the processes of this host: counts of failures must not begin anew in each.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": str(DATA_DIR / "cache"),
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    }
}
AXES_USERNAME_CALLABLE = "hengping.web.apps.accounts.adapter.counted_name"
AXES_CLIENT_IP_CALLABLE = "hengping.web.apps.accounts.adapter.client_ip"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.5  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_TEMPLATE = "account/locked.html"
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
SESSION_COOKIE_AGE = 8 * 3600
SESSION_SAVE_EVERY_REQUEST = False
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = ENVIRONMENT.https
CSRF_COOKIE_SECURE = ENVIRONMENT.https
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "hengping.web.ui.errors.csrf_failure"
SECURE_SSL_REDIRECT = ENVIRONMENT.https
SECURE_HSTS_SECONDS = 31_536_000 if ENVIRONMENT.https else 0
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SILENCED_SYSTEM_CHECKS = ["ninja.W001"]
if ENVIRONMENT.behind_proxy:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    ALLAUTH_TRUSTED_PROXY_COUNT = 1
    CSRF_TRUSTED_ORIGINS = [
        *(f"https://{name}" for name in ALLOWED_HOSTS if not name.startswith("[") and name != "*"), PUBLIC_ADDRESS,
    ]  # fmt: skip

# What comes from judged sites stays inert even if a template forgot to escape it: no inline script, nothing outside.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, "'unsafe-inline'"],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-src": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
        "manifest-src": [SELF],
    }
}

# Words, numbers, time.
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "ui" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

STATIC_URL = "static/"
STATIC_ROOT = None
# Served from the package itself: an installation has no step that collects files.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_MAX_AGE = 3600
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
FORM_RENDERER = "hengping.web.ui.forms.Renderer"
DJANGO_TABLES2_TEMPLATE = "ui/table.html"
FILTERS_EMPTY_CHOICE_LABEL = "全部"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DEFAULT_FROM_EMAIL = ENVIRONMENT.mail_from
for _name, _value in env.mail(ENVIRONMENT).items():
    globals()[_name] = _value

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"stderr": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}
