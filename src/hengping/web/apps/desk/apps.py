"""The app."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """The assessors' desk (人工评分)."""

    name = "hengping.web.apps.desk"
    label = "desk"
    verbose_name = "人工评分"

    def ready(self) -> None:
        """Say what long work there is, and what is to be done again and again."""
        from hengping.web.apps.desk import applying
        from hengping.web.apps.notices.errands import ERRANDS
        from hengping.web.apps.work.kinds import register

        register(applying.KIND)
        ERRANDS["marks"] = applying.write_waiting
