"""The app."""

from django.apps import AppConfig


class OversightConfig(AppConfig):
    """Dashboards (总览) and the supervision rhythm (监督节奏)."""

    name = "hengping.web.apps.oversight"
    label = "oversight"
    verbose_name = "监督"

    def ready(self) -> None:
        """Have overdue checks reminded of with everything else that the platform does by itself."""
        from hengping.web.apps.notices.errands import ERRANDS
        from hengping.web.apps.oversight.reminding import remind_rhythm

        ERRANDS["rhythm"] = remind_rhythm
