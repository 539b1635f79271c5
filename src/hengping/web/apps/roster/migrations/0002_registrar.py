import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_initial"),
        ("roster", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="historicalregisteredsite",
            name="registrar",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="accounts.organisation",
                verbose_name="登记单位",
            ),
        ),
        migrations.AddField(
            model_name="registeredsite",
            name="registrar",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="kept_sites",
                to="accounts.organisation",
                verbose_name="登记单位",
            ),
        ),
    ]
