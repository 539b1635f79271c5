"""Section reviews can be taken over by the next evaluation. Exemptions cannot: each needs proof for its own time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from hengping.web.apps.campaigns.cloning import carries
from hengping.web.apps.ledger.models import SectionReview

if TYPE_CHECKING:
    from hengping.web.apps.campaigns.models import Campaign
    from hengping.web.policy.decide import Actor


@carries("ledger", _("栏目台账的核对结论（豁免不沿用）"))
def section_reviews(source: Campaign, target: Campaign, _actor: Actor) -> int:
    """Classes and duties that people settled, for the sites that are on the new roster.

    They keep who decided and why; they count once they are recorded into a run of the new evaluation.
    """
    codes = set(target.entries.values_list("site_code", flat=True))
    rows = [
        SectionReview(
            campaign=target,
            site_code=row.site_code,
            section_id=row.section_id,
            title=row.title,
            section_class=row.section_class,
            duty_days=row.duty_days,
            reason=row.reason,
            decided_by=row.decided_by,
            decided_at=row.decided_at,
        )
        for row in SectionReview.objects.filter(campaign=source)
        if row.site_code in codes
    ]
    for row in rows:
        row.save()
    return len(rows)
