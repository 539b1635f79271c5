"""The app."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """Notices, mails, reminders."""

    name = "hengping.web.apps.notices"
    label = "notices"
    verbose_name = "通知"
