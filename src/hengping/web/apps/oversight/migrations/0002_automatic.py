import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("campaigns", "0002_side_files"),
        ("oversight", "0001_initial"),
        ("runs", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="historicalsupervisionplan",
            name="automatic",
            field=models.BooleanField(default=False, verbose_name="自动运行"),
        ),
        migrations.AddField(
            model_name="historicalsupervisionplan",
            name="campaign",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="campaigns.campaign",
                verbose_name="自动运行的绩效评估",
            ),
        ),
        migrations.AddField(
            model_name="supervisionplan",
            name="automatic",
            field=models.BooleanField(default=False, verbose_name="自动运行"),
        ),
        migrations.AddField(
            model_name="supervisionplan",
            name="campaign",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="campaigns.campaign",
                verbose_name="自动运行的绩效评估",
            ),
        ),
        migrations.CreateModel(
            name="AutomaticStart",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("period_start", models.DateField()),
                ("fault", models.CharField(blank=True, max_length=500, verbose_name="没有开始的原因")),
                ("at", models.DateTimeField(auto_now_add=True)),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="starts",
                        to="oversight.supervisionplan",
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="runs.run",
                    ),
                ),
            ],
            options={
                "verbose_name": "自动运行记录",
                "constraints": [
                    models.UniqueConstraint(fields=("plan", "period_start"), name="automatic_once_per_period")
                ],
            },
        ),
    ]
