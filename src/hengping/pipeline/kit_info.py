"""What a verifier kit (核验包) says of itself, and which files of a run belong into one. Why so: docs/adr/0030."""

from collections.abc import Iterable
from typing import Literal

import msgspec

from hengping.evidence.manifest import Line
from hengping.model.text import Text

KIT_FILE, SUMS_FILE, README_FILE = "kit.json", "SHA256SUMS", "README.md"
OWN_FILES = frozenset({KIT_FILE, SUMS_FILE, README_FILE})
"""What a kit holds besides files of the result folder."""
MANIFEST = "manifest.jsonl"
FORMAT = 1
Evidence = Literal["none", "cited", "all"]
Documents = Literal["public", "all"]

_FOLDERS = ("systems", "previous", "findings", "reviews", "scores", "results", "reports", "documents", "publications")
_WORK_LISTS = frozenset({"results/review_tasks.jsonl"})
NOT_NEEDED = frozenset({"documents/template.docx"})
"""The organiser's Word template: no figure depends on it, and office files name their authors."""
_OF_COLLECTING = frozenset({"schedule.json", "schedule_seed.json", "maintenance.jsonl"})
"""Files beside the frozen inputs that only speak of how the evidence was collected, and by whom."""
_SITE_DOCUMENTS = ("reports/sites/",)
"""Documents for the operator of one site; its pictures may show what a site has leaked."""

WHY: dict[str, Text] = {
    "evidence": Text(
        "原始佐证体量大，另行保存，清单中有摘要", "raw evidence is large and kept apart; its digests stand"
    ),
    "facts": Text("由佐证可重新生成，计分不用", "can be made again from the evidence; scores do not need it"),
    "work": Text("内部复核任务，计分不用", "internal review tasks; scores do not need them"),
    "sites": Text("发给各单位的单站文件，不公开", "documents for single operators; not public"),
    "reviews": Text("去掉了复核人姓名和理由", "without names and reasons of the people who decided"),
    "other": Text("计分不用", "scores do not need it"),
}


class LeftOut(msgspec.Struct, frozen=True, kw_only=True):
    """Files of the run that the kit does not hold, of one kind of :data:`WHY`; the manifest has their digests."""

    kind: str
    files: int
    size: int


class Replaced(msgspec.Struct, frozen=True, kw_only=True):
    """A file that stands in the kit in another form. ``sealed``: SHA-256 of the original, as the manifest has it."""

    path: str
    sealed: str


class KitInfo(msgspec.Struct, frozen=True, kw_only=True):
    """``kit.json``.

    Attributes:
        format: version of the kit's layout.
        of: what was packed: a run, or a folder of ``judge``.
        id: of the evaluation; name of the folder for ``judge``, as its documents print it.
        title, organiser, as_of: of the evaluation; empty for a table that was judged without documents.
        systems: ids of the indicator systems.
        sites: sites judged, over all systems.
        made_with: version of Hengping that packed it.
        code: digest of the files of that program that compute and print; empty in kits of earlier programs.
        head: SHA-256 of the last line of the run's manifest; empty for ``judge``.
        evidence, documents: what was asked for.
        named: whether the decisions of people stand as they were made, with names and reasons.
        left_out, replaced: what of the run is not there as it was sealed.
    """

    format: int = FORMAT
    of: Literal["run", "judge"]
    id: str = ""
    title: str = ""
    organiser: str = ""
    as_of: str = ""
    systems: tuple[str, ...]
    sites: int
    made_with: str
    head: str = ""
    evidence: Evidence = "none"
    documents: Documents = "public"
    code: str = ""
    named: bool = False
    left_out: tuple[LeftOut, ...] = ()
    replaced: tuple[Replaced, ...] = ()


def left_out_as(name: str, *, evidence: Evidence, documents: Documents) -> str:
    """Why a file of a run is not packed: a key of :data:`WHY`; empty when it is."""
    top = name.partition("/")[0]
    if top == "evidence":
        return "" if evidence == "all" else "evidence"
    if top == "facts":
        return "facts"
    if name in _WORK_LISTS:
        return "work"
    if name in NOT_NEEDED:
        return "other"
    if documents == "public" and name.startswith(_SITE_DOCUMENTS):
        return "sites"
    return "" if top in _FOLDERS or (top == name and name not in _OF_COLLECTING) else "other"


def left_out_of(lines: Iterable[Line], *, evidence: Evidence, documents: Documents) -> tuple[LeftOut, ...]:
    """What is left out, counted by kind."""
    counts: dict[str, list[int]] = {}
    for line in lines:
        kind = left_out_as(line.path, evidence=evidence, documents=documents)
        if kind:
            counted = counts.setdefault(kind, [0, 0])
            counted[0] += 1
            counted[1] += line.size
    return tuple(LeftOut(kind=kind, files=files, size=size) for kind, (files, size) in sorted(counts.items()))
