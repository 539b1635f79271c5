import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("campaigns", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="SideFile",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[("measures", "外部数值"), ("maintenance", "经批准的维护时段")],
                        max_length=20,
                        verbose_name="种类",
                    ),
                ),
                ("number", models.PositiveIntegerField(verbose_name="版本")),
                ("file_name", models.CharField(max_length=200, verbose_name="文件名")),
                ("text", models.TextField()),
                ("digest", models.CharField(max_length=64)),
                ("rows", models.PositiveIntegerField(default=0, verbose_name="行数")),
                ("by_name", models.CharField(max_length=100, verbose_name="上传人")),
                ("at", models.DateTimeField(auto_now_add=True, verbose_name="时间")),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="side_files", to="campaigns.campaign"
                    ),
                ),
            ],
            options={
                "verbose_name": "附属文件",
                "ordering": ("kind", "-number"),
                "constraints": [
                    models.UniqueConstraint(fields=("campaign", "kind", "number"), name="side_file_number_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("campaign", "kind"),
                        name="side_file_current_once",
                    ),
                ],
            },
        ),
    ]
