"""The app."""

from django.apps import AppConfig


class WorkConfig(AppConfig):
    """Long work (后台工作) that no page does itself."""

    name = "hengping.web.apps.work"
    label = "work"
    verbose_name = "后台工作"
