"""SIGKILL at many random moments of whole runs, to a random process: each run ends like an unbroken one.

Six kills by default; ``HENGPING_KILLS=50`` makes fifty, ``HENGPING_KILL_SEED`` other moments.
"""

import os
import random  # noqa: TID251 - seeded, to choose moments of kills
import sys
import time
from pathlib import Path

import pytest
from kill_support import Seen, Victim, documents, evidence, faults, outputs, stage_at, start, strike

from hengping.demo.province import build
from hengping.demo.server import serve
from hengping.evidence.manifest import check
from hengping.pipeline.verify import verify

pytestmark = [pytest.mark.slow, pytest.mark.timeout(4 * 3600)]

SITES = 6
KILLS = int(os.environ.get("HENGPING_KILLS", "6"))
SEED = int(os.environ.get("HENGPING_KILL_SEED", "4"))
MOST_AT_ONCE = 8
"""Kills of one run; then it may end, and the next one begins."""
VICTIMS: tuple[Victim, ...] = ("parent", "child", "group")
STARTING_S = 1.0


def _small(campaign: Path) -> Path:
    """A campaign of which a run takes seconds; still with second look, probes and visits."""
    text = campaign.read_text(encoding="utf-8")
    for old, new in (("max_pages_per_site: 400", "max_pages_per_site: 150"), ("{delay_s: 0}", "{delay_s: 0.5}")):
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


def test_killed_at_many_moments_it_ends_like_an_unbroken_run(tmp_path: Path) -> None:
    chance = random.Random(SEED)  # noqa: S311 - reproducible, not secret
    # Intermittent outage counts what the server was asked; a killed visit would be asked twice.
    province = build(SITES, intermittent=False)
    killed = rounds = 0
    with serve(province) as server:
        campaign = _small(province.write_campaign(tmp_path / "campaign", server.address))
        began = time.monotonic()
        whole = start(campaign, tmp_path / "whole")
        _, errors = whole.communicate()
        assert whole.returncode == 0, errors.decode()
        took_s = time.monotonic() - began
        wanted = {what: of(tmp_path / "whole") for what, of in PARTS.items()}
        assert any(look == 2 for site in wanted["evidence"].values() for look, *_ in site["captures"])
        while killed < KILLS:
            rounds += 1
            broken = tmp_path / f"broken-{rounds}"
            made = _killed_run(campaign, broken, took_s, min(MOST_AT_ONCE, KILLS - killed), chance)
            killed += len(made)
            sys.stderr.write(f"round {rounds}: {', '.join(made)}; {killed} of {KILLS}\n")
            assert faults(broken) == []
            assert check(broken) == []
            assert verify(broken).mismatches == ()
            for what, of in PARTS.items():
                assert of(broken) == wanted[what], what


PARTS = {"evidence": evidence, "outputs": outputs, "documents": documents}
