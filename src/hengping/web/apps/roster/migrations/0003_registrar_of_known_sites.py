"""Records made before bureaus kept their own: kept by the bureau whose evaluation first had the site on its roster."""

from typing import Any

from django.db import migrations


def settle(apps: Any, _editor: Any) -> None:
    """Give every record its bureau; those that were on no roster stay with the administrators."""
    site_model, entry_model = apps.get_model("roster", "RegisteredSite"), apps.get_model("roster", "RosterEntry")
    first: dict[object, object] = {}
    entries = entry_model.objects.exclude(site=None).order_by("campaign__created_at", "pk")
    for site_id, organiser_id in entries.values_list("site_id", "campaign__organiser_id"):
        first.setdefault(site_id, organiser_id)
    for site_id, organiser_id in first.items():
        site_model.objects.filter(pk=site_id, registrar=None).update(registrar_id=organiser_id)


class Migration(migrations.Migration):
    """Only data."""

    dependencies = [("roster", "0002_registrar"), ("campaigns", "0001_initial")]
    operations = [migrations.RunPython(settle, migrations.RunPython.noop)]
