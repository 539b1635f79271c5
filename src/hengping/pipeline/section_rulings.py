"""What people settled about sections (栏目台账核对): their class, their update duty, a granted exemption.

``imports/section-rulings.jsonl`` of a run: append-only, sealed; the latest line about a section counts. They are laid
over the facts when these are read from the evidence, so that every check, the ledger and every score follow from them
in the usual way, and whoever reads the evidence again comes to the same.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from pathlib import Path

import msgspec

from hengping.evidence.run_folder import RunFolder
from hengping.model.facts import SectionFact, SiteFacts
from hengping.model.sections import SectionClass
from hengping.pipeline.reading import read_rows

GRANTED = "granted"
"""``exempt`` of a section that people exempted, see :class:`~hengping.model.facts.SectionFact`."""


class SectionRuling(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What was settled about one section.

    Attributes:
        section_class: id of its class; empty: as it was read.
        duty_days: days within which it must be updated; 0: no duty; None: as its class has it.
        exempt_until: exempt up to and on this day; None: not exempt.
        actor, decided_at, reason: who, when, why.
    """

    site_code: str
    section_id: str
    section_class: str = ""
    duty_days: int | None = None
    exempt_until: date | None = None
    actor: str
    decided_at: datetime
    reason: str


def rulings_file(folder: RunFolder) -> Path:
    """Where they lie."""
    return folder.imports_dir / "section-rulings.jsonl"


def read_rulings(folder: RunFolder) -> dict[str, tuple[SectionRuling, ...]]:
    """What counts now, by site: the latest line of each section, in order of section id.

    Raises:
        RunError: the file is damaged.
    """
    path = rulings_file(folder)
    if not path.is_file():
        return {}
    latest = {(one.site_code, one.section_id): one for one in read_rows(path, SectionRuling, remedy="从备份恢复该文件")}
    found: dict[str, list[SectionRuling]] = {}
    for (site_code, _), one in sorted(latest.items()):
        found.setdefault(site_code, []).append(one)
    return {site_code: tuple(each) for site_code, each in found.items()}


def with_rulings(facts: SiteFacts, rulings: Iterable[SectionRuling]) -> SiteFacts:
    """A site's facts with what people settled about its sections; a section that is not there is passed over."""
    by_section = {one.section_id: one for one in rulings}
    if not by_section:
        return facts
    sections = tuple(_ruled(section, by_section, facts.as_of) for section in facts.sections)
    return msgspec.structs.replace(facts, sections=sections)


def _ruled(section: SectionFact, rulings: Mapping[str, SectionRuling], as_of: date) -> SectionFact:
    one = rulings.get(section.section_id)
    if one is None:
        return section
    granted = one.exempt_until is not None and as_of <= one.exempt_until
    return msgspec.structs.replace(
        section,
        section_class=SectionClass(one.section_class) if one.section_class else section.section_class,
        duty_days=one.duty_days,
        exempt=section.exempt or (GRANTED if granted else ""),
    )
