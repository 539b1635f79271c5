"""The app."""

from django.apps import AppConfig


class SystemsConfig(AppConfig):
    """Indicator systems: viewer, editor, comparison, simulation, publication."""

    name = "hengping.web.apps.systems"
    label = "systems"
    verbose_name = "指标体系"
