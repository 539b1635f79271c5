"""The app."""

from django.apps import AppConfig


class ActsConfig(AppConfig):
    """The log of acts (操作日志): who did what and when; each entry is chained to the one before."""

    name = "hengping.web.apps.acts"
    label = "acts"
    verbose_name = "操作日志"
