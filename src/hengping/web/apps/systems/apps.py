"""The app."""

from django.apps import AppConfig


class SystemsConfig(AppConfig):
    """Indicator systems: viewer, editor, comparison, simulation, publication."""

    name = "hengping.web.apps.systems"
    label = "systems"
    verbose_name = "指标体系"

    def ready(self) -> None:
        """Say what long work there is."""
        from hengping.web.apps.systems import simulating
        from hengping.web.apps.work.kinds import register

        register(simulating.KIND)
