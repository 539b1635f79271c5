"""Who was merged when (``merges.jsonl``): visits that arrive after the seed is public could have been made up by it.

A merge after that is not refused, for vantage points finish when the run does; it is marked, and `visits check` says so
until somebody shows by other means (a digest of the folder published in time) that the visits were there before.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

import msgspec

from hengping.evidence.files import append_line, read_entries
from hengping.evidence.manifest import seal
from hengping.model import codec
from hengping.model.text import Text
from hengping.pipeline.run_info import now

MERGES_FILE = "merges.jsonl"


class Merge(msgspec.Struct, frozen=True, kw_only=True):
    """A line of ``merges.jsonl``.

    Attributes:
        vantage: name of the vantage point.
        merged_at: when, UTC.
        added: visits that were new.
        after_seed: the seed was public already.
    """

    vantage: str
    merged_at: datetime
    added: int
    after_seed: bool


def read_merges(run: Path) -> tuple[Merge, ...]:
    """All merges, in their order.

    Raises:
        EvidenceError: the file is damaged.
    """
    return tuple(read_entries(run / MERGES_FILE, Merge, "并入记录损坏 (damaged merge)"))


def note_merges(run: Path, added: dict[str, int], *, after_seed: bool, again: bool, stage: str) -> None:
    """Write down what was merged; a vantage point that is on file and brought nothing new is passed over.

    Args:
        run: the run folder.
        added: new visits by vantage point.
        after_seed: the seed is public.
        again: an earlier merge was broken off: what it brought is not known any more, and nobody is passed over.
        stage: for the manifest.

    Raises:
        EvidenceError: the file is damaged or cannot be written.
    """
    known = {merge.vantage for merge in read_merges(run)}
    new = [(vantage, count) for vantage, count in added.items() if count or again or vantage not in known]
    for vantage, count in new:
        merge = Merge(vantage=vantage, merged_at=now(), added=count, after_seed=after_seed)
        append_line(run / MERGES_FILE, codec.encode(merge))
    seal(run, [run / MERGES_FILE], stage)


def unproven(merges: Iterable[Merge], vantages: Iterable[str]) -> Iterator[Text]:
    """The vantage points whose visits, by the run folder alone, may have been made up after the seed was public."""
    merges = tuple(merges)
    in_time = {merge.vantage for merge in merges} - {merge.vantage for merge in merges if merge.after_seed}
    for vantage in sorted(set(vantages) - in_time):
        yield Text(
            zh="观测点{vantage}的拨测是在种子公布之后并入的，时刻表不能证明它们不是事后编造",
            en="visits of {vantage} were merged after the seed was public: the schedule does not prove them genuine",
        ).fill(vantage=vantage)
