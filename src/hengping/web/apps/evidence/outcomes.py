"""Outcomes of checks in the language of whoever looks; what is stored or official says them in Chinese (OUTCOME_ZH)."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hengping.model.finding import Outcome

WORDS: dict[Outcome, str | Promise] = {
    Outcome.PASS: _("符合"),
    Outcome.PARTLY: _("部分符合"),
    Outcome.FAIL: _("不符合"),
    Outcome.NOT_APPLICABLE: _("不适用"),
    Outcome.NOT_TESTED: _("未检查"),
    Outcome.BLOCKED: _("受阻"),
    Outcome.CANNOT_TELL: _("待人工确认"),
    Outcome.ERROR: _("工具故障"),
    Outcome.EXEMPTED: _("豁免"),
}
"""What pages and forms call each outcome."""


def outcome_word(outcome: Outcome | str) -> str:
    """What a page calls an outcome, now."""
    return str(WORDS[Outcome(outcome)])
