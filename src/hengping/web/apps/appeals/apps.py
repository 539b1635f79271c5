"""The app."""

from django.apps import AppConfig


class AppealsConfig(AppConfig):
    """Appeals (申诉), rulings (裁定), their effect on the run, like cases (同类问题)."""

    name = "hengping.web.apps.appeals"
    label = "appeals"
    verbose_name = "申诉"

    def ready(self) -> None:
        """Say which deadlines are open, and what is to be done again and again."""
        from hengping.web.apps.appeals.errand import rulings
        from hengping.web.apps.appeals.telling import appeal_deadlines
        from hengping.web.apps.notices import deadlines
        from hengping.web.apps.notices.errands import ERRANDS

        deadlines.register("appeals", appeal_deadlines)
        ERRANDS["rulings"] = rulings
