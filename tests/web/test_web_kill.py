"""The pages' processes killed while people act: no act that was acknowledged is lost, none is done twice."""

import json
import os
import random  # noqa: TID251 - seeded, to choose moments of kills
import re
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from hengping.demo.evaluation import DemoOutcome
from hengping.web.policy.words import Stage
from web import killed
from web.clients import Sender
from web.judged import judged_world
from web.postgres import postgres
from web.served import Server, environment
from web.world import PASSWORD, World

_SEED = 20261123
_MOST_S = 240.0
_POWER_CUT = 2
"""Which of the kills ends everything at once; the others end one of the processes that answer."""
_PYTHON = {"PYTHONPATH": str(Path(__file__).parents[1]), "DJANGO_SETTINGS_MODULE": "hengping.web.config.settings"}


@pytest.fixture
def database() -> Iterator[dict[str, str]]:
    """Of the kind that these tests run on, but of its own."""
    if not os.environ.get("HENGPING_TEST_DATABASE_URL"):
        yield {}
        return
    with postgres() as address:
        yield {"HENGPING_DATABASE_URL": address}


def _asked(data: Path, more: dict[str, str], *arguments: object) -> Any:
    """What :mod:`web.killed` says of the platform."""
    ended = subprocess.run(
        [sys.executable, "-c", killed.PROGRAM, *map(str, arguments)], capture_output=True, text=True, check=False,
        env=environment(data, **more) | _PYTHON, timeout=_MOST_S,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stderr
    return json.loads(ended.stdout)


def _unbroken(world: World, outcome: DemoOutcome, settings: object, folder: Path) -> dict[str, Any]:
    """How everything stands after the same acts when nothing is killed."""
    judged = judged_world(world, outcome.run.path, settings, folder, whole=False)
    judged.at(Stage.OBJECTION)
    for who, lines in killed.plan(judged).items():
        client = judged.client(who)
        for path, fields in lines:
            page = client.get(path).content.decode()
            hidden = dict(re.findall(r'name="(key|seen)" value="([^"]*)"', page))
            assert client.post(path, {**hidden, **fields}).status_code == 302, path
    return killed.state()


def _act(port: int, who: str, lines: list[tuple[str, dict[str, str]]], done: Counter[str]) -> Sender:
    sender = Sender(port)
    sender.sign_in(who, PASSWORD)
    for path, fields in lines:
        sender.send(path, fields)
        done[who] += 1
    return sender


def _kill(server: Server, done: Counter[str], at_work: threading.Event) -> int:
    """Kill at random moments, again and again as the work goes on; returns how often."""
    chance, kills = random.Random(_SEED), 0  # noqa: S311 - moments, not secrets
    due = 1
    while at_work.is_set():
        if done.total() < due:
            time.sleep(0.005)
            continue
        time.sleep(chance.uniform(0, 0.08))
        if kills + 1 == _POWER_CUT:
            server.kill_all()
            server.start()
        elif not server.kill_one(chance.randrange(8)):
            time.sleep(0.05)
            continue
        kills += 1
        due = done.total() + chance.randint(5, 9)
    return kills


@pytest.mark.slow
def test_no_act_is_lost_or_done_twice_by_kills(
    world: World, small_outcome: DemoOutcome, settings: object, tmp_path: Path, database: dict[str, str]
) -> None:
    data = tmp_path / "killed" / "data"
    data.mkdir(parents=True)
    lines: killed.Plan = _asked(data, database, "make", data, small_outcome.run.path)
    server = Server(data, **database)
    done: Counter[str] = Counter()
    at_work = threading.Event()
    at_work.set()
    try:
        with ThreadPoolExecutor(len(lines) + 1) as people:
            killer = people.submit(_kill, server, done, at_work)
            try:
                waiting = [people.submit(_act, server.port, who, own, done) for who, own in lines.items()]
                senders = [each.result(_MOST_S) for each in waiting]
            finally:
                at_work.clear()
            kills = killer.result()
    finally:
        server.kill_all()
    told = _asked(data, database, "tell")
    acknowledged = [key for sender in senders for key in sender.acknowledged]
    sent = sum(len(own) for own in lines.values())
    assert kills > _POWER_CUT, "killed often enough to mean something"
    assert sum(sender.again for sender in senders), "some requests met a dead platform"
    assert told["fault"] == 0
    assert len(acknowledged) == len(set(acknowledged)) == sent
    times = Counter(told["keys"])
    assert {key: times[key] for key in acknowledged} == dict.fromkeys(acknowledged, 1)
    assert told["state"] == json.loads(json.dumps(_unbroken(world, small_outcome, settings, tmp_path / "unbroken")))
