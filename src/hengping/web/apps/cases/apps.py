"""The app."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """Innovation cases (创新案例)."""

    name = "hengping.web.apps.cases"
    label = "cases"
    verbose_name = "创新案例"
