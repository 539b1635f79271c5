"""The app."""

from django.apps import AppConfig


class RosterConfig(AppConfig):
    """The register of sites, the roster of each evaluation, the section ledger."""

    name = "hengping.web.apps.roster"
    label = "roster"
    verbose_name = "评估名单"
