"""The app."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """The interface for programs."""

    name = "hengping.web.apps.api"
    label = "api"
    verbose_name = "接口"
