"""The app."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """The assessors' desk (人工评分)."""

    name = "hengping.web.apps.desk"
    label = "desk"
    verbose_name = "人工评分"
