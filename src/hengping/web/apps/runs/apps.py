"""The app."""

from django.apps import AppConfig


class RunsConfig(AppConfig):
    """Runs: started and watched, their folders indexed for the pages."""

    name = "hengping.web.apps.runs"
    label = "runs"
    verbose_name = "运行"
