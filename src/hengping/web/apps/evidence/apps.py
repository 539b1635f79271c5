"""The app."""

from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    """The evidence of findings (佐证), shown harmless."""

    name = "hengping.web.apps.evidence"
    label = "evidence"
    verbose_name = "佐证"
