"""Reads about the section ledger: the file of the current run, and what people settled beside it."""

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hengping.evidence.run_folder import RunFolder
from hengping.model.errors import RunError
from hengping.model.sections import SECTION_CLASS_ZH, SectionClass
from hengping.pipeline.ledger import COLUMNS
from hengping.pipeline.section_counting import are_counted
from hengping.pipeline.section_rulings import SectionRuling, read_rulings
from hengping.web.apps.campaigns.models import Campaign
from hengping.web.apps.ledger.models import Exemption, SectionReview
from hengping.web.apps.runs.selectors import current_run

CLASS_CHOICES = tuple((each.value, SECTION_CLASS_ZH[each]) for each in SectionClass)
STATES = {
    "blank": gettext_lazy("空白"), "stale": gettext_lazy("应更新未更新"), "exempt": gettext_lazy("豁免"),
    "open": gettext_lazy("待核对"), "reviewed": gettext_lazy("已核对"),
}  # fmt: skip
"""How the ledger can be narrowed."""


@dataclass(frozen=True, kw_only=True)
class Section:
    """A row of the ledger with what people settled about it."""

    cells: Mapping[str, str]
    site_name: str
    review: SectionReview | None
    exemption: Exemption | None

    @property
    def class_zh(self) -> str:
        """The class as it counts in the run."""
        return class_name(self.cells["section_class"])

    @property
    def states(self) -> list[tuple[str, str]]:
        """What is to be said of it: words and colour."""
        found = []
        if self.cells["blank"] == "1":
            found.append((_("空白"), "red"))
        if self.cells["stale"] == "1":
            found.append((_("应更新未更新"), "orange"))
        if self.cells["outcome"] == "exempted":
            found.append((_("豁免"), "azure"))
        if self.cells["outcome"] == "cannot_tell":
            found.append((_("待人工确认"), "purple"))
        if self.cells["outcome"] in {"blocked", "not_tested"}:
            found.append((_("未能检查"), "secondary"))
        return found or [(_("正常") if self.cells["outcome"] == "pass" else _("无时限要求"), "green")]


def class_name(section_class: str) -> str:
    """The Chinese name of a class."""
    return dict(CLASS_CHOICES).get(section_class, section_class)


def ledger(campaign: Campaign, query: Mapping[str, str] | None = None) -> list[Section] | None:
    """The ledger of the current run, narrowed.

    Args:
        campaign: whose.
        query: ``q`` (words in site, title, address), ``site``, ``section_class``, ``state`` (key of :data:`STATES`).

    Returns:
        None: there is no run, or it has no ledger yet.

    Raises:
        RunError: the file is damaged.
    """
    run = current_run(campaign)
    if run is None or not RunFolder(run.path).ledger_csv.is_file():
        return None
    asked = query or {}
    reviews = {(one.site_code, one.section_id): one for one in campaign.section_reviews.all()}
    exemptions = {
        (one.site_code, one.section_id): one for one in campaign.exemptions.filter(ended_at=None, settled_at=None)
    }
    names = dict(campaign.entries.values_list("site_code", "name"))
    words = asked.get("q", "").lower().split()[:8]
    found = []
    for cells in _rows(RunFolder(run.path).ledger_csv):
        key = (cells["site_code"], cells["section_id"])
        section = Section(
            cells=cells, site_name=names.get(key[0], key[0]), review=reviews.get(key), exemption=exemptions.get(key)
        )
        text = f"{section.site_name} {key[0]} {cells['title']} {cells['url']}".lower()
        if (
            all(word in text for word in words)
            and asked.get("site", "") in {"", key[0]}
            and asked.get("section_class", "") in {"", cells["section_class"]}
            and _has_state(section, asked.get("state", ""))
        ):
            found.append(section)
    return found


def section(campaign: Campaign, site_code: str, section_id: str) -> Section | None:
    """One row of the ledger."""
    rows = ledger(campaign, {"site": site_code}) or []
    return next((row for row in rows if row.cells["section_id"] == section_id), None)


def _has_state(row: Section, state: str) -> bool:
    if state in {"blank", "stale"}:
        return row.cells[state] == "1"
    if state == "exempt":
        return row.cells["outcome"] == "exempted" or row.exemption is not None
    if state == "reviewed":
        return row.review is not None
    if state == "open":
        return row.review is None and (row.cells["outcome"] in {"cannot_tell", "fail"})
    return True


def _rows(path: Path) -> list[dict[str, str]]:
    try:
        stat = path.stat()
    except OSError as error:
        raise RunError(_("栏目台账无法读取"), remedy=_("重新运行检查")) from error
    return _read(path, stat.st_mtime_ns, stat.st_size)


@lru_cache(maxsize=2)
def _read(path: Path, _changed: int, _size: int) -> list[dict[str, str]]:
    """The rows as they are; read again only when the file has changed."""
    try:
        rows = list(csv.DictReader(io.StringIO(path.read_bytes().decode(), newline="")))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise RunError(_("栏目台账无法读取"), remedy=_("重新运行检查")) from error
    if any(row.keys() != set(COLUMNS) for row in rows):
        raise RunError(_("栏目台账的列不对"), remedy=_("重新运行检查"))
    return rows


def expired(campaign: Campaign) -> list[Exemption]:
    """Exemptions that have run out and whose sections nobody has looked at again."""
    today = timezone.localdate()
    return list(campaign.exemptions.filter(ended_at=None, settled_at=None, until__lt=today))


def wanted_rulings(campaign: Campaign) -> list[SectionRuling]:
    """Everything that people settled, in the engine's form: equal each time until somebody decides anew."""
    by_section: dict[tuple[str, str], tuple[SectionReview | None, Exemption | None]] = {}
    for review in campaign.section_reviews.all():
        by_section[review.site_code, review.section_id] = (review, None)
    for one in campaign.exemptions.order_by("granted_at"):
        key = (one.site_code, one.section_id)
        by_section[key] = (by_section.get(key, (None, None))[0], one)
    return [_ruling(key, *each) for key, each in sorted(by_section.items())]


def _ruling(key: tuple[str, str], review: SectionReview | None, exemption: Exemption | None) -> SectionRuling:
    said: list[SectionReview | Exemption] = [one for one in (review, exemption) if one is not None]
    moments = [one.decided_at for one in said if isinstance(one, SectionReview)]
    moments += [one.ended_at or one.granted_at for one in said if isinstance(one, Exemption)]
    reasons = [one.reason for one in said]
    in_force = exemption is not None and exemption.ended_at is None
    if exemption is not None and not in_force:
        reasons.append(_("豁免已撤回：%(reason)s") % {"reason": exemption.ended_reason})
    elif exemption is not None:
        reasons.append(_("证明材料SHA-256：%(digest)s") % {"digest": exemption.sha256})
    return SectionRuling(
        site_code=key[0],
        section_id=key[1],
        section_class=review.section_class if review else "",
        duty_days=review.duty_days if review else None,
        exempt_until=exemption.until if exemption is not None and in_force else None,
        actor=_joined(one.decided_by if isinstance(one, SectionReview) else one.granted_by for one in said),
        decided_at=max(moments).replace(microsecond=0),
        reason="；".join(reasons),
    )


def _joined(names: Iterable[str]) -> str:
    return "、".join(dict.fromkeys(names))


def waiting(campaign: Campaign) -> int:
    """How many settled sections are not written into the current run yet.

    Raises:
        RunError: what was written is damaged.
    """
    run = current_run(campaign)
    if run is None:
        return 0
    standing = {one for each in read_rulings(RunFolder(run.path)).values() for one in each}
    return sum(one not in standing for one in wanted_rulings(campaign))


def is_counted(campaign: Campaign) -> bool:
    """Whether the results of the current run were made with everything that is written into it."""
    run = current_run(campaign)
    return run is None or are_counted(RunFolder(run.path))
