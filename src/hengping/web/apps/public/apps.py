"""The app."""

from django.apps import AppConfig


class PublicConfig(AppConfig):
    """What anybody may see."""

    name = "hengping.web.apps.public"
    label = "public"
    verbose_name = "公开页面"
