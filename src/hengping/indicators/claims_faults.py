"""Slips of the source as lint says them: with line, field, where they were read and what is known of them."""

from hengping.indicators.claims import claim_slips
from hengping.indicators.faults import LintFault
from hengping.indicators.system import IndicatorSystem
from hengping.indicators.yamlfile import Document


def source_faults(document: Document, system: IndicatorSystem) -> list[LintFault]:
    """Slips of the published source, in file order; none of them makes the file wrong."""
    found: list[LintFault] = []
    for number, claim in enumerate(system.published):
        where = ("published", number)
        source = f"（{claim.source}）" if claim.source else ""
        found += [
            LintFault(
                line=document.line(where),
                field=document.field(where),
                zh=f"{claim.text}{source}：{slip}",
                en="the source does not close",
                remedy=claim.note or "原文如此，照录不改；引用时注明",
                severity="source",
            )
            for slip in claim_slips(claim)
        ]
    return found
