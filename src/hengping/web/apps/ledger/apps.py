"""The app."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """The section ledger: what people settle about sections, exemptions with proof."""

    name = "hengping.web.apps.ledger"
    label = "ledger"
    verbose_name = "栏目台账"
