"""The app."""

from django.apps import AppConfig


class PublishingConfig(AppConfig):
    """Documents, approvals, publication, corrections."""

    name = "hengping.web.apps.publishing"
    label = "publishing"
    verbose_name = "发布"
