"""The roles and the stages that rights depend on."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    """What a person is to an evaluation."""

    ORGANISER = "organiser", _("组织单位")
    ASSESSOR = "assessor", _("评估人员")
    ARBITER = "arbiter", _("仲裁人员")
    OPERATOR = "operator", _("被评单位")
    AUDITOR = "auditor", _("监督审计")
    PUBLIC = "public", _("公众")


class Stage(TextChoices):
    """Where an evaluation stands (阶段)."""

    DRAFT = "draft", _("筹备")
    COLLECTING = "collecting", _("监测采集")
    PRELIMINARY = "preliminary", _("初评")
    OBJECTION = "objection", _("整改与申诉")
    REASSESSING = "reassessing", _("复评")
    FINAL = "final", _("终评")
    PUBLISHED = "published", _("已发布")
    ARCHIVED = "archived", _("已归档")


EVERY_STAGE = frozenset(Stage)
"""All stages."""
OPEN_STAGES = frozenset({Stage.DRAFT, Stage.COLLECTING, Stage.PRELIMINARY, Stage.OBJECTION, Stage.REASSESSING})
"""Stages in which results may still change."""
PUBLIC_STAGES = frozenset({Stage.PUBLISHED, Stage.ARCHIVED})
"""Stages whose results anybody may see."""
TOLD_STAGES = frozenset({Stage.PRELIMINARY, Stage.OBJECTION, Stage.REASSESSING, Stage.FINAL}) | PUBLIC_STAGES
"""Stages in which a judged site sees its own result."""
