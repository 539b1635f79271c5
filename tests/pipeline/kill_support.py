"""Killing runs, and telling whether a run that was killed ended like one that was not."""

import hashlib
import os
import random  # noqa: TID251 - seeded, to choose moments of kills
import re
import signal
import subprocess
import sys
import zipfile
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Literal

import msgspec
from warcio.checker import Checker

from hengping.evidence.archive import SiteArchive
from hengping.evidence.visits import read_visits

Victim = Literal["parent", "child", "group"]
RECORD_ID = re.compile(rb"urn:uuid:[0-9a-f-]{36}")
INSTANT = re.compile(rb"20\d\d-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)?")
TIMES = frozenset({"started_at", "ended_at", "browser_s"})
LINES = ("index.jsonl", "visits.jsonl")


def start(campaign: Path, out: Path, *more: str) -> subprocess.Popen[bytes]:
    """``hengping run`` with two workers in a process group of its own; ``more``: further options."""
    return subprocess.Popen(
        [sys.executable, "-m", "hengping.cli", "run", str(campaign), "--out", str(out), "--workers", "2", *more],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )


def strike(process: subprocess.Popen[bytes], victim: Victim, chance: random.Random) -> bool:
    """Kill the run alone, as a person or the system does, one of its workers, or all as a power cut does.

    Returns:
        Whether there was anybody to kill.
    """
    if process.poll() is not None:
        return False
    if victim == "child":
        workers = _workers(process.pid)
        if not workers:
            return False
        with suppress(ProcessLookupError):
            os.kill(chance.choice(workers), signal.SIGKILL)
        return True
    (os.killpg if victim == "group" else os.kill)(process.pid, signal.SIGKILL)
    process.communicate()
    return True


def _workers(parent: int) -> list[int]:
    """Worker processes of a run, in order."""
    found: list[int] = []
    with suppress(OSError):
        for task in Path(f"/proc/{parent}/task").iterdir():
            children = (task / "children").read_text(encoding="ascii").split()
            found += [int(each) for each in children if b"spawn_main" in Path(f"/proc/{each}/cmdline").read_bytes()]
    return sorted(found)


def stage_at(run: Path) -> str:
    """The stage that a run is at, as far as its stamps tell: the last one with any."""
    found = "collect"
    for stage in ("collect", "extract", "check", "score", "rank", "report"):
        if list((run / ".state" / stage).glob("*.json")):
            found = stage
    return found


class Seen:
    """Complete lines of evidence that were on file at some moment: they have to be there for ever after."""

    def __init__(self, run: Path) -> None:
        self._run = run
        self._lines: dict[Path, bytes] = {}

    def look(self) -> None:
        """Take note of what is there now; what was there before still is."""
        for path in (*self._run.glob("evidence/*/*.jsonl"), self._run / "manifest.jsonl"):
            if path.exists() and (path.name in LINES or path.name == "manifest.jsonl"):
                data = path.read_bytes()
                data = data[: data.rfind(b"\n") + 1]
                before = self._lines.get(path, b"")
                assert data.startswith(before), f"{path}: lines that were on file are gone"
                self._lines[path] = data


def outputs(run: Path) -> dict[str, bytes]:
    """Findings without the archive's random record ids, and everything computed from them."""
    files = {}
    for pattern in ("findings/*.jsonl", "scores/*/*.json", "results/*.csv", "results/*/*"):
        for path in sorted(run.glob(pattern)):
            # How many milliseconds the home page took is measured anew in every run.
            lines = [line for line in path.read_bytes().splitlines() if b'"check":"page_slow"' not in line]
            files[path.relative_to(run).as_posix()] = RECORD_ID.sub(b"", b"\n".join(lines))
    return files


def documents(run: Path) -> dict[str, bytes]:
    """The reports without record ids, instants and the digest of ``run.json``, which holds an instant."""
    files = {}
    digest = hashlib.sha256((run / "run.json").read_bytes()).hexdigest().encode()

    def timeless(data: bytes) -> bytes:
        return INSTANT.sub(b"", RECORD_ID.sub(b"", data.replace(digest, b"")))

    for path in sorted((run / "reports").rglob("*")):
        name = path.relative_to(run).as_posix()
        if path.suffix == ".html":
            files[name] = timeless(path.read_bytes())
        elif path.suffix in (".docx", ".xlsx"):
            with zipfile.ZipFile(path) as office:
                for part in sorted(office.namelist()):
                    if part.startswith(("word/document", "xl/worksheets", "xl/sharedStrings")):
                        files[f"{name}/{part}"] = timeless(office.read(part))
    return files


def evidence(run: Path) -> dict[str, Any]:
    """What was collected, in order, without ids, places and times; once with what the account says of it."""
    found: dict[str, Any] = {}
    for folder in sorted((run / "evidence").iterdir()):
        captures = SiteArchive(folder).captures()
        account = msgspec.json.decode((folder / "account.json").read_bytes(), type=dict[str, Any])
        found[folder.name] = {
            "captures": [
                (c.look, c.profile, c.purpose, c.url, c.status, c.failure or "", c.digest if c.status else "")
                for c in captures
            ],
            "visits": [(v.number, v.result, v.status, v.failure) for v in read_visits(folder / "visits.jsonl")],
            "account": {key: value for key, value in account.items() if key not in TIMES},
            "files": sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*")),
        }
    return found


def faults(run: Path) -> list[str]:
    """What is wrong with the evidence by itself: asked for twice, not readable, not in order."""
    wrong = []
    for folder in sorted((run / "evidence").iterdir()):
        archive = SiteArchive(folder)
        captures = archive.captures()
        asked = [
            (c.look, c.purpose in ("robots", "sitemap", "rendered") and c.purpose, c.url)
            for c in captures
            if c.purpose != "cloaking"  # asks for the home page twice by design
        ]
        wrong += [f"{folder.name}: twice {each}" for each in {each for each in asked if asked.count(each) > 1}]
        ids = {capture.record_id for capture in captures}
        if len(ids) != len(captures):
            wrong.append(f"{folder.name}: record ids are not unique")
        for capture in captures:
            archive.read(capture)
        warcs = sorted(archive.warc_dir.iterdir())
        if Checker(SimpleNamespace(inputs=[str(path) for path in warcs], verbose=False)).process_all():
            wrong.append(f"{folder.name}: an independent reader finds faults")
        ends: dict[str, int] = {}
        for capture in captures:
            ends[capture.warc] = capture.offset + capture.length
        sizes = {path.name: path.stat().st_size for path in warcs}
        if ends != sizes:
            wrong.append(f"{folder.name}: bytes that no index line knows: {sizes} {ends}")
    return wrong
