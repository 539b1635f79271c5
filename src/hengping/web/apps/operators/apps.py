"""The app."""

from django.apps import AppConfig


class OperatorsConfig(AppConfig):
    """The desk of judged bodies (被评单位), rectification (整改), self-tests (自测)."""

    name = "hengping.web.apps.operators"
    label = "operators"
    verbose_name = "被评单位"

    def ready(self) -> None:
        """Say which deadlines are open, and what is to be done again and again."""
        from hengping.web.apps.notices import deadlines
        from hengping.web.apps.notices.errands import ERRANDS
        from hengping.web.apps.operators.rectifying import go_on, rectification_deadlines

        deadlines.register("rectification", rectification_deadlines)
        ERRANDS["rectification"] = go_on
