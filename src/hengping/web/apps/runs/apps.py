"""The app."""

from django.apps import AppConfig


class RunsConfig(AppConfig):
    """Runs: started and watched, their folders indexed for the pages."""

    name = "hengping.web.apps.runs"
    label = "runs"
    verbose_name = "运行"

    def ready(self) -> None:
        """Say what long work there is."""
        from hengping.web.apps.runs import choosing
        from hengping.web.apps.work.kinds import register

        register(choosing.KIND)
