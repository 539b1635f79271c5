"""Published corrections (更正) as the public page shows them, by the same rule as all public pages."""

from collections.abc import Iterator

import msgspec

from hengping.report.erratum_inputs import Erratum, SiteChange, Standing
from hengping.report.open_data_scope import PublicView, Scope
from hengping.report.wording import NONE


class CorrectedSite(msgspec.Struct, frozen=True, kw_only=True):
    """One site whose own result was corrected; totals and places only where they are published."""

    name: str
    system: str
    before: str
    after: str


class ListedChange(msgspec.Struct, frozen=True, kw_only=True):
    """A list that was issued again: who came onto it and who left it."""

    title: str
    added: tuple[str, ...]
    removed: tuple[str, ...]


class CorrectionEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One correction; ``moved`` counts the sites that only moved because others were corrected."""

    erratum: Erratum
    sites: tuple[CorrectedSite, ...]
    moved: int
    lists: tuple[ListedChange, ...]


def correction_entries(public: PublicView) -> tuple[CorrectionEntry, ...]:
    """Every published correction, the last one first; of results that are not released only that there was one."""
    scopes = {scope.system.system_id: scope for scope in public.released}
    return tuple(_entry(erratum, scopes) for erratum in reversed(public.view.inputs.errata))


def _entry(erratum: Erratum, scopes: dict[str, Scope]) -> CorrectionEntry:
    told = [(each, scopes[each.system_id]) for each in erratum.systems if each.system_id in scopes]
    return CorrectionEntry(
        erratum=erratum,
        sites=tuple(site for each, scope in told for site in _sites(each.corrected, each.system_title, scope)),
        moved=sum(len(each.moved) for each, _ in told),
        lists=tuple(
            ListedChange(
                title=change.title,
                added=tuple(entry.name for entry in change.added),
                removed=tuple(entry.name for entry in change.removed),
            )
            for each, _ in told
            for change in each.lists
            if change.added or change.removed
        ),
    )


def _sites(changes: tuple[SiteChange, ...], title: str, scope: Scope) -> Iterator[CorrectedSite]:
    for change in changes:
        shown = change.site_code in scope.ranked
        before, after = (_standing(each) if shown else NONE for each in (change.before, change.after))
        yield CorrectedSite(name=change.name, system=title, before=before, after=after)


def _standing(each: Standing) -> str:
    parts = [f"{each.total}分"] if each.total is not None else []
    parts += [f"{'并列' if each.tied else ''}第{each.rank}名"] if each.rank is not None else []
    parts += [each.tier] if each.tier else []
    parts += ["单项否决"] if each.vetoed else []
    return "，".join(parts) or NONE
