"""The app."""

from django.apps import AppConfig


class TourConfig(AppConfig):
    """The guided tour of the demo."""

    name = "hengping.web.apps.tour"
    label = "tour"
    verbose_name = "演示导览"
