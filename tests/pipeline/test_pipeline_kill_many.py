"""SIGKILL at fixed and at random moments of whole runs, to any of its processes: each run ends like an unbroken one.

Six random kills by default; ``HENGPING_KILLS=50`` makes fifty, of a larger run; ``HENGPING_KILL_SEED`` other moments.
"""

import os
import random  # noqa: TID251 - seeded, to choose moments of kills
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from kill_support import Seen, Victim, documents, evidence, faults, outputs, stage_at, start, strike

from hengping.demo.province import build
from hengping.demo.server import serve
from hengping.evidence.manifest import check
from hengping.pipeline.verify import verify

pytestmark = [pytest.mark.slow, pytest.mark.timeout(4 * 3600)]

FEW = 6
KILLS = int(os.environ.get("HENGPING_KILLS", str(FEW)))
SITES, PAGES = (4, 80) if KILLS <= FEW else (6, 150)
SEED = int(os.environ.get("HENGPING_KILL_SEED", "4"))
MOST_AT_ONCE = 8
"""Kills of one run; then it may end, and the next one begins."""
VICTIMS: tuple[Victim, ...] = ("parent", "child", "group")
STARTING_S = 1.0


def _small(campaign: Path) -> Path:
    """A campaign of which a run takes seconds; still with second look, probes and visits."""
    text = campaign.read_text(encoding="utf-8")
    for old, new in (("max_pages_per_site: 400", f"max_pages_per_site: {PAGES}"), ("{delay_s: 0}", "{delay_s: 0.5}")):
        assert old in text
        text = text.replace(old, new)
    campaign.write_text(text, encoding="utf-8")
    return campaign


def _killed_run(campaign: Path, out: Path, took_s: float, kills: int, chance: random.Random) -> list[str]:
    """One run, killed so often at most, to its end; the kills."""
    seen, made = Seen(out), list[str]()
    process = start(campaign, out)
    while True:
        if len(made) < kills:
            time.sleep(chance.uniform(STARTING_S, STARTING_S + took_s / 3))
            seen.look()
            victim, stage = chance.choice(VICTIMS), stage_at(out)
            if strike(process, victim, chance):
                made.append(f"{stage} {victim}")
        else:
            process.communicate()
        if process.poll() is not None:
            _, errors = process.communicate() if process.stderr and not process.stderr.closed else (b"", b"")
            seen.look()
            if process.returncode == 0:
                return made
            assert process.returncode < 0 or made, errors.decode()
            process = start(campaign, out)


class Unbroken(NamedTuple):
    """A run that nobody killed, how long it took, what it came to, and its campaign, still served."""

    campaign: Path
    path: Path
    took_s: float
    parts: dict[str, Any]


@pytest.fixture(scope="module")
def unbroken(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Unbroken]:
    """The run that all others are held against."""
    folder = tmp_path_factory.mktemp("kills")
    # Intermittent outage counts what the server was asked; a killed visit would be asked twice.
    province = build(SITES, intermittent=False)
    with serve(province) as server:
        campaign = _small(province.write_campaign(folder / "campaign", server.address))
        began = time.monotonic()
        whole = start(campaign, folder / "whole")
        _, errors = whole.communicate()
        assert whole.returncode == 0, errors.decode()
        took_s = time.monotonic() - began
        yield Unbroken(campaign, folder / "whole", took_s, {what: of(folder / "whole") for what, of in PARTS.items()})


def _assert_like(unbroken: Unbroken, broken: Path) -> None:
    assert faults(broken) == []
    assert check(broken) == []
    assert verify(broken).mismatches == ()
    for what, of in PARTS.items():
        assert of(broken) == unbroken.parts[what], what


def _kill(process: subprocess.Popen[bytes], *, with_workers: bool) -> None:
    """Kill the run alone, as a person or the system does, or its workers with it, as a power cut does."""
    (os.killpg if with_workers else os.kill)(process.pid, signal.SIGKILL)
    process.wait()


def _written(folder: Path) -> int:
    """Bytes below a folder; what disappears while this counts is not there any more."""
    total = 0
    for place, _, names in os.walk(folder):
        for name in names:
            with suppress(FileNotFoundError):
                total += (Path(place) / name).stat().st_size
    return total


def test_five_kills_end_like_an_unbroken_run(unbroken: Unbroken, tmp_path: Path) -> None:
    """Killed whenever a further fifth or so is written: by the clock it would depend on what else the machine does."""
    broken = tmp_path / "broken"
    killed, whole = 0, _written(unbroken.path)
    for number, share in enumerate((0.05, 0.25, 0.45, 0.65, 0.85)):
        process = start(unbroken.campaign, broken)
        while process.poll() is None and _written(broken) < share * whole:
            time.sleep(0.02)
        if process.poll() is None:
            _kill(process, with_workers=number % 2 == 0)
            killed += 1
        else:
            process.communicate()
    last = start(unbroken.campaign, broken)
    _, errors = last.communicate()
    assert last.returncode == 0, errors.decode()
    assert killed >= 3, "the kills came too late to prove anything"
    _assert_like(unbroken, broken)


@pytest.mark.long
def test_killed_at_many_moments_it_ends_like_an_unbroken_run(unbroken: Unbroken, tmp_path: Path) -> None:
    chance = random.Random(SEED)  # noqa: S311 - reproducible, not secret
    killed = rounds = 0
    assert any(look == 2 for site in unbroken.parts["evidence"].values() for look, *_ in site["captures"])
    while killed < KILLS:
        rounds += 1
        broken = tmp_path / f"broken-{rounds}"
        made = _killed_run(unbroken.campaign, broken, unbroken.took_s, min(MOST_AT_ONCE, KILLS - killed), chance)
        killed += len(made)
        sys.stderr.write(f"round {rounds}: {', '.join(made)}; {killed} of {KILLS}\n")
        _assert_like(unbroken, broken)


PARTS = {"evidence": evidence, "outputs": outputs, "documents": documents}
