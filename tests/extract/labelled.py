"""The labelled real pages and how reading them is scored. Knows the public functions of ``extract.page`` only.

The folder is ``HENGPING_PAGES``, by default ``../shared/pages`` beside the project; the pages may not be copied here.
"""

import json
import os
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from hengping.extract.page import read_page
from hengping.model.facts import PageFacts

ROOT = Path(__file__).resolve().parents[2]
PAGES = Path(os.environ.get("HENGPING_PAGES", ROOT.parent / "shared" / "pages"))
IDENTITY = (("site_code", "site_code"), ("icp", "icp"), ("psb", "psb"), ("sponsor", "host_unit"))


@dataclass
class Tally:
    """Right and labelled counts by field, and what was wrong."""

    right: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    labelled: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    wrong: list[str] = field(default_factory=list)

    def count(self, name: str, page: str, want: Any, got: Any, *, right: bool | None = None) -> None:
        """One labelled field; equal unless told otherwise."""
        self.labelled[name] += 1
        if want == got if right is None else right:
            self.right[name] += 1
        else:
            self.wrong.append(f"{page} {name}: want {want!r}, got {got!r}")

    def rate(self, *names: str) -> float:
        """Share of right fields over some names."""
        labelled = sum(self.labelled[name] for name in names)
        return sum(self.right[name] for name in names) / labelled if labelled else 1.0

    def table(self) -> str:
        """Field, right, labelled, rate; then the faults."""
        lines = [f"{'field':<22}{'right':>7}{'labelled':>10}{'rate':>9}"]
        lines += [
            f"{name:<22}{self.right[name]:>7}{count:>10}{self.rate(name):>9.1%}"
            for name, count in self.labelled.items()
        ]
        return "\n".join([*lines, *(f"  {fault}" for fault in self.wrong)])


def squashed(text: str | None) -> str | None:
    """Text without white space; None stays."""
    return "".join(text.split()) if text else None


def labels(folder: Path) -> Iterator[tuple[dict[str, Any], PageFacts]]:
    """Each label of a folder with the page as read."""
    index = {line["file"]: line for line in _lines(folder / "index.jsonl")}
    for label in _lines(folder / "labels.jsonl"):
        url = index[label["file"]].get("original_url") or ""
        if not url.startswith("http"):
            host = label["site"].split(" ")[0] if label["site"].isascii() else "www.example.gov.cn"
            url = f"http://{host.split(' ')[0]}/a/{url.removeprefix('./') or 'page.html'}"
        home = label["page_type"] == "home"
        body = (folder / label["file"]).read_bytes()
        yield (
            label | {"encoding": index[label["file"]]["encoding"]},
            read_page(body, url, as_of=_as_of(label), home=home),
        )


def score_pages(folder: Path) -> Tally:
    """Title, date, source, encoding, identity and list blocks of the captured pages."""
    tally = Tally()
    for label, facts in labels(folder):
        page = label["file"]
        tally.count("encoding", page, label["encoding"], facts.encoding)
        article = label.get("article")
        if article:
            _article(tally, page, article, facts)
        for name, labelled_name in IDENTITY:
            want = squashed(label["identity"][labelled_name])
            tally.count(f"identity.{name}", page, want, squashed(getattr(facts.identity, name)))
        _lists(tally, label, facts)
    return tally


def score_mirrors(folder: Path) -> Tally:
    """Lists, letters, guides, blank pages and identity numbers of the mirrors (sponsor names: replaced there)."""
    tally = Tally()
    for label, facts in labels(folder):
        page = label["file"]
        for name, labelled_name in IDENTITY[:3]:
            want = squashed(label["identity"][labelled_name])
            tally.count(f"identity.{name}", page, want, squashed(getattr(facts.identity, name)))
        article = label.get("article")
        if article:
            tally.count("published_on", page, article["publish_date"], _iso(facts.published_on))
        _lists(tally, label, facts)
        _letters(tally, label, facts)
        guide = label.get("guide")
        if guide:
            missing = list(facts.guide.absent) if facts.guide else None
            tally.count(
                "guide.missing", page, sorted(guide["missing"]), sorted(missing) if missing is not None else None
            )
        elif label["page_type"] != "guide":
            tally.count("guide.none", page, None, facts.guide)
        if "blank" in label.get("list", {}):
            shown = sum(len(block.items) for block in facts.lists if not block.hidden)
            blank = not shown and not facts.states_nothing and not facts.scripted
            tally.count("blank", page, label["list"]["blank"], blank, right=_blank_right(label, blank=blank))
    return tally


def _blank_right(label: dict[str, Any], *, blank: bool) -> bool:
    return bool(label["list"]["blank"]) is blank


def _article(tally: Tally, page: str, article: dict[str, Any], facts: PageFacts) -> None:
    if "title" in article:
        tally.count("title", page, squashed(article["title"]), squashed(facts.title))
    accepted = article.get("acceptable_dates") or [article["publish_date"]]
    got = _iso(facts.published_on)
    tally.count("published_on", page, article["publish_date"], got, right=got in accepted)
    tally.count("source", page, squashed(article["source"]), squashed(facts.source))


def _lists(tally: Tally, label: dict[str, Any], facts: PageFacts) -> None:
    listing = label.get("list")
    if not listing:
        return
    blocks = listing.get("blocks")
    if not blocks:
        blocks = [listing] if "entries" in listing else []
    for block in blocks:
        if not block["entries"]:
            continue
        want = (block["entries"], block["newest"], block["oldest"])
        if block.get("year_unknown"):
            # Printed without a year that the page tells: only the number of entries can be right or wrong.
            found = any(len(one.items) == block["entries"] for one in facts.lists)
            tally.count("list.count", label["file"], want, "no such block", right=found)
            continue
        best = max(facts.lists, key=lambda one: _likeness(one, want), default=None)
        got = (len(best.items), *_ends(best)) if best else (0, None, None)
        for name, wanted, has in zip(("count", "newest", "oldest"), want, got, strict=True):
            tally.count(f"list.{name}", f"{label['file']} {block.get('name', '')}", wanted, has)


def _likeness(block: Any, want: tuple[int, str | None, str | None]) -> int:
    newest, oldest = _ends(block)
    return 4 * (newest == want[1]) + 2 * (oldest == want[2]) + 3 * (len(block.items) == want[0])


def _ends(block: Any) -> tuple[str | None, str | None]:
    return _iso(max(block.dates, default=None)), _iso(min(block.dates, default=None))


def _letters(tally: Tally, label: dict[str, Any], facts: PageFacts) -> None:
    letters = label.get("letters")
    if not letters:
        return
    tally.count("letters.count", label["file"], len(letters), len(facts.messages))
    by_number = {message.message_id: message for message in facts.messages}
    for letter in letters:
        message = by_number.get(letter["no"])
        place = f"{label['file']} {letter['no']}"
        tally.count("letters.asked_on", place, letter["asked"][:10], _iso(message.asked_on) if message else None)
        replied = letter["replied"][:10] if letter["replied"] else None
        tally.count("letters.replied_on", place, replied, _iso(message.replied_on) if message else "")
        if "status" in letter:
            tally.count("letters.replied", place, True, message.replied if message else None)


def _as_of(label: dict[str, Any]) -> date | None:
    """The captures carry no day of their own; the newest date on a page is the earliest day it can be of."""
    newest = label.get("list", {}).get("newest_visible_date")
    return date.fromisoformat(newest) if newest else None


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
