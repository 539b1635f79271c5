"""``bench similar``: fingerprints and near-copies against datasketch, and the pairs among a million articles.

Both make 128 numbers a text from its five-character shingles and look for pairs of at least 0.7 likeness. Near-copies
are planted with known likeness; recall is the share of those found that are truly as like as that, clear of the line
by twice the standard error of either method's estimate, because a pair on the line may fall on either side.
"""

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from hengping.pipeline.bench.goals import (
    SIMILAR_MB,
    SIMILAR_PAIRS_S,
    SIMILAR_RATIO,
    SIMILAR_RECALL_LOSS,
    Goal,
    median,
)
from hengping.pipeline.bench.running import Ran, core_plan, run
from hengping.pipeline.bench.work import Note, work_folder

LEAST = 0.7
_CLEAR = 0.08
_LENGTH = 2_000
_TIME_LIMIT_S = 900.0
_MILLION = 1_000_000


class BenchSimilar(msgspec.Struct, frozen=True, kw_only=True):
    """The whole benchmark.

    Attributes:
        complete: every contestant that is installed came to its end.
        ours_ms, datasketch_ms: processor time of one fingerprint, medians of the rounds; None: not measured.
        recall, datasketch_recall: share of the planted copies found.
        false: pairs found that have no common original.
        pairs_s, pairs_cpu_s, pairs_mb: time and highest memory of finding the pairs among ``documents``.
    """

    full_size: bool
    complete: bool
    texts: int
    documents: int
    rounds: int
    ours_ms: float | None
    datasketch_ms: float | None
    recall: float | None
    datasketch_recall: float | None
    false: int
    pairs: int
    pairs_s: float | None
    pairs_cpu_s: float | None
    pairs_mb: float | None
    goals: tuple[Goal, ...]


def bench_similar(
    *,
    texts: int = 2_000,
    documents: int = _MILLION,
    rounds: int = 5,
    peers: Path | None = None,
    note: Note = lambda _text: None,
) -> BenchSimilar:
    """Run everything: ``texts`` texts a round for each contestant, then the pairs among ``documents`` fingerprints."""
    from hengping.extract.similar.made import made_texts  # noqa: PLC0415 - the command line starts without numpy

    written, planted = made_texts(texts, _LENGTH, seed=1)
    wanted = {(one, other) for one, other, common in planted if common >= LEAST + _CLEAR}
    source_of = {other: one for one, other, _ in planted}
    ours: list[Ran] = []
    theirs: list[Ran] = []
    with work_folder(None, texts * _LENGTH * 10) as (folder, _in_memory):
        source = folder / "texts.json"
        source.write_bytes(msgspec.json.encode(written))
        for number in range(1, rounds + 1):
            ours.append(_ours("texts", str(source), folder))
            peer = _theirs(source, folder, peers)
            theirs += [peer] if peer is not None else []
            note(f"第{number}轮：每篇处理器时间，衡评 {_ms(ours[-1])} 毫秒，datasketch {_ms(peer)} 毫秒")
        many = _ours("pairs", str(documents), folder)
        note(f"{documents}篇找相似对：{many.report.get('seconds', 0):.2f} 秒，{many.peak_mb:.0f} MB")
    return _result(texts, documents, rounds, ours, theirs, many, wanted, source_of)


def _result(  # noqa: PLR0917 - one caller
    texts: int,
    documents: int,
    rounds: int,
    ours: Sequence[Ran],
    theirs: Sequence[Ran],
    many: Ran,
    wanted: set[tuple[int, int]],
    source_of: Mapping[int, int],
) -> BenchSimilar:
    found = _pairs(ours[-1])
    recall = _recall(found, wanted) if ours[-1].report else None
    peer_recall = _recall(_pairs(theirs[-1]), wanted) if theirs and theirs[-1].report else None
    own_ms, peer_ms = _median_ms(ours), _median_ms(theirs)
    ratio = round(peer_ms / own_ms, 1) if own_ms and peer_ms else None
    seconds, used = many.report.get("seconds"), many.report.get("cpu_seconds")
    return BenchSimilar(
        full_size=texts >= 2_000 and documents >= _MILLION and rounds >= 5,  # noqa: PLR2004 - as the goals were set
        complete=all(ran.report for ran in (*ours, *theirs, many)),
        texts=texts,
        documents=documents,
        rounds=rounds,
        ours_ms=own_ms,
        datasketch_ms=peer_ms,
        recall=recall,
        datasketch_recall=peer_recall,
        false=sum(source_of.get(one, one) != source_of.get(other, other) for one, other in found),
        pairs=int(many.report.get("found", 0)),
        pairs_s=seconds,
        pairs_cpu_s=used,
        pairs_mb=round(many.peak_mb, 1) if many.report else None,
        goals=(
            Goal(
                name="指纹速度与datasketch之比", measured=ratio, cpu=ratio, goal=SIMILAR_RATIO, unit="倍", at_most=False
            ),
            Goal(
                name="查全率比datasketch低",
                measured=None if recall is None or peer_recall is None else round(100 * (peer_recall - recall), 2),
                goal=SIMILAR_RECALL_LOSS,
                unit="个百分点",
            ),
            Goal(name=f"{documents}篇找相似对", measured=seconds, cpu=used, goal=SIMILAR_PAIRS_S, unit="秒"),
            Goal(
                name=f"{documents}篇找相似对的内存",
                measured=round(many.peak_mb, 1) if many.report else None,
                goal=SIMILAR_MB,
                unit="MB",
            ),
        ),
    )


def _ours(what: str, given: str, folder: Path) -> Ran:
    command = [sys.executable, "-m", "hengping.pipeline.bench.ours_similar", what, given, str(LEAST)]
    return run(command, folder / "work", cores=core_plan().contestant, time_limit_s=_TIME_LIMIT_S)


def _theirs(source: Path, folder: Path, peers: Path | None) -> Ran | None:
    if peers is None or not (peers / "programs" / "datasketch_similar.py").is_file():
        return None
    command = [
        str(peers / "venv/bin/python"),
        str(peers / "programs" / "datasketch_similar.py"),
        str(source),
        str(LEAST),
    ]
    return run(command, folder / "work", cores=core_plan().contestant, time_limit_s=_TIME_LIMIT_S)


def _pairs(ran: Ran) -> set[tuple[int, int]]:
    listed: list[Any] = ran.report.get("pairs", [])
    return {(int(one), int(other)) for one, other in listed}


def _recall(found: set[tuple[int, int]], wanted: set[tuple[int, int]]) -> float | None:
    return round(len(found & wanted) / len(wanted), 4) if wanted else None


def _median_ms(done: Sequence[Ran]) -> float | None:
    used = median([value for ran in done if (value := _ms(ran)) is not None])
    return None if used is None else round(used, 4)


def _ms(ran: Ran | None) -> float | None:
    if ran is None or not ran.report:
        return None
    return round(float(ran.report["cpu_seconds"]) * 1000 / int(ran.report["texts"]), 4)
