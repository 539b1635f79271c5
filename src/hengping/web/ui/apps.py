"""The app."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """What pages share."""

    name = "hengping.web.ui"
    label = "ui"
