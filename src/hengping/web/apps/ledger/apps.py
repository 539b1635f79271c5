"""The app."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """The section ledger: what people settle about sections, exemptions with proof."""

    name = "hengping.web.apps.ledger"
    label = "ledger"
    verbose_name = "栏目台账"

    def ready(self) -> None:
        """Say what long work there is, and what is to be done again and again."""
        from hengping.web.apps.ledger import applying
        from hengping.web.apps.notices.errands import ERRANDS
        from hengping.web.apps.work.kinds import register

        register(applying.KIND)
        ERRANDS["sections"] = applying.go_on
