"""``bench wording``: many phrases looked for in the texts of pages, against pyahocorasick.

Both get the same phrases, taken evenly from the shipped lexicon, and the same texts: the visible texts of one site of
the benchmark's web, in which a known number of phrases was set. Both must find every one of them, the longest where
several begin. They alternate, each in a process of its own; the median of the rounds counts. Building is shown apart:
it is done once a process.
"""

import sys
from collections.abc import Sequence
from pathlib import Path

import msgspec

from hengping.extract.plain import plain_text
from hengping.extract.wording_lexicon import wording_lexicon
from hengping.pipeline.bench.goals import WORDING_RATIO, Goal, median
from hengping.pipeline.bench.running import Ran, core_plan, run
from hengping.pipeline.bench.tree import TreeSize, plan_site, site_files
from hengping.pipeline.bench.work import Note, work_folder

_TIME_LIMIT_S = 600.0
_PLANTED_EVERY = 4
_REPEATS = 4
_PAGE_BYTES = 40_000
_PEER = "pyahocorasick_find.py"


class BenchWording(msgspec.Struct, frozen=True, kw_only=True):
    """The whole benchmark.

    Attributes:
        complete: every contestant that ran found what was planted.
        phrases, texts, characters, planted: what was looked for, and where.
        ours_mchar_s, peer_mchar_s: million characters a second of processor time, medians; None: not measured.
        ours_build_s, peer_build_s: seconds of processor time to build the automaton.
    """

    full_size: bool
    complete: bool
    phrases: int
    texts: int
    characters: int
    planted: int
    rounds: int
    ours_mchar_s: float | None
    peer_mchar_s: float | None
    ours_build_s: float | None
    peer_build_s: float | None
    goals: tuple[Goal, ...]


def bench_wording(
    *,
    phrases: int = 20_000,
    pages: int = 200,
    rounds: int = 5,
    peers: Path | None = None,
    note: Note = lambda _text: None,
) -> BenchWording:
    """Run everything: ``phrases`` phrases in the texts of ``pages`` pages."""
    listed = [entry.wrong for entry in wording_lexicon().entries]
    chosen = [listed[number * len(listed) // phrases] for number in range(min(phrases, len(listed)))]
    ours: list[Ran] = []
    theirs: list[Ran] = []
    with work_folder(None, pages * _PAGE_BYTES * _REPEATS) as (folder, _in_memory):
        texts, planted = _texts(pages, chosen)
        source = folder / "given.json"
        source.write_bytes(msgspec.json.encode({"phrases": chosen, "texts": texts * _REPEATS}))
        for number in range(1, rounds + 1):
            command = [sys.executable, "-m", "hengping.pipeline.bench.ours_wording", str(source)]
            ours.append(_run(command, folder / "work"))
            if peers is not None:
                command = [str(peers / "venv/bin/python"), str(peers / "programs" / _PEER), str(source)]
                theirs.append(_run(command, folder / "work"))
            told = f"，pyahocorasick {_cpu(theirs[-1]) or 0:.3f}秒" if theirs else ""
            note(f"第{number}轮（处理器）：衡评 {_cpu(ours[-1]) or 0:.3f}秒{told}")
    wanted = planted * _REPEATS
    characters = sum(map(len, texts)) * _REPEATS
    own, peer = _rate(ours, characters), _rate(theirs, characters)
    ratio = round(own / peer, 2) if own and peer else None
    return BenchWording(
        full_size=phrases >= 20_000 and rounds >= 5,  # noqa: PLR2004 - as the goal was set
        complete=all(ran.report.get("found") == wanted for ran in (*ours, *theirs) if ran.report) and bool(own),
        phrases=len(chosen),
        texts=len(texts) * _REPEATS,
        characters=characters,
        planted=wanted,
        rounds=rounds,
        ours_mchar_s=own,
        peer_mchar_s=peer,
        ours_build_s=median([float(ran.report["build_s"]) for ran in ours if ran.report]),
        peer_build_s=median([float(ran.report["build_s"]) for ran in theirs if ran.report]),
        goals=(
            Goal(
                name="两万条词语的查找速度与pyahocorasick之比",
                measured=ratio,
                cpu=ratio,
                goal=WORDING_RATIO,
                unit="倍",
                at_most=False,
            ),
        ),
    )


def _texts(pages: int, phrases: Sequence[str]) -> tuple[list[str], int]:
    """Texts of pages, without what reads like a phrase by itself, and how many phrases were set into them."""
    size = TreeSize(sites=1, pages=pages)
    bodies = [body for path, body in site_files(size, plan_site(size, 0)) if path.endswith(("/", ".html"))]
    texts = [plain_text(body).whole for body in bodies]
    lexicon = wording_lexicon()
    for number, text in enumerate(texts):
        for found in reversed(lexicon.find(text)):
            texts[number] = f"{texts[number][: found.start]} {texts[number][found.end :]}"
    for number in range(0, len(texts), _PLANTED_EVERY):
        texts[number] += f"\n{phrases[number * 37 % len(phrases)]}\n"
    return texts, len(range(0, len(texts), _PLANTED_EVERY))


def _run(command: Sequence[str], work: Path) -> Ran:
    plan = core_plan()
    return run(list(command), work, cores=plan.contestant, time_limit_s=_TIME_LIMIT_S)


def _cpu(ran: Ran) -> float | None:
    return float(ran.report["cpu_seconds"]) if ran.report else None


def _rate(runs: Sequence[Ran], characters: int) -> float | None:
    """Million characters a second."""
    rates = [characters / cpu / 1e6 for ran in runs if (cpu := _cpu(ran))]
    found = median(rates)
    return round(found, 2) if found else None
