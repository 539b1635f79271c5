"""The frontier's file: a frontier that was killed goes on exactly as an unbroken one."""

import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from frontier_support import BASE, PlainFrontier, drain, link, page
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from hengping.collect.frontier import Frontier, FrontierError, Target

_NAMES = [
    *(f"s{number}/" for number in range(4)),
    *(f"s{number % 4}/202611/t202611{number:02}_{number}.html" for number in range(1, 12)),
    *(f"s0/index_{number}.html" for number in range(1, 4)),
    *(f"cal/2026/{number}/" for number in range(1, 7)),
    *(f"cal/{year}/1/" for year in (1990, 2027, 2099)),
    *(f"list.asp?classid={number}" for number in range(3)),
    *(f"d{number}.asp?sid={number}&a=1" for number in range(2)),
    "d0.asp?a=1&sid=9",
    "a/b/a/b/a/b/",
    "logout.jsp",
]
_BUDGETS = {"max_pages": 14, "max_checks": 4, "section_share": 0.3}
_names = st.sampled_from(_NAMES)


class KilledFrontier(RuleBasedStateMachine):
    """A frontier on disk that is killed now and then, beside a plain one that is not."""

    def __init__(self):
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.path = Path(self.folder.name) / "frontier.sqlite"
        self.frontier = Frontier(self.path, **_BUDGETS)
        self.plain = PlainFrontier(**_BUDGETS)
        self.outstanding = []
        self.at_commit = []
        self.since = []
        self.handled = 0

    def _do(self, name, *values):
        expected = getattr(self.plain, name)(*values) if hasattr(self.plain, name) else None
        assert getattr(self.frontier, name)(*values) == expected, name
        self.since.append((name, values, expected))
        return expected

    @rule(names=st.lists(_names, max_size=6), source=_names, depth=st.integers(0, 4))
    def add_pages(self, names, source, depth):
        for name in names:
            self._do("add_page", page(name, depth, BASE + source))

    @rule(name=_names, purpose=st.sampled_from(["home", "frame"]))
    def add_first(self, name, purpose):
        self._do("add_page", Target(url=BASE + name, purpose=purpose, source_url=BASE))

    @rule(name=_names, hops=st.integers(1, 3))
    def add_hop(self, name, hops):
        self._do("add_page", page(name, hops=hops))

    @rule(name=_names, hops=st.integers(0, 2))
    def add_check(self, name, hops):
        self._do("add_check", link(name, hops=hops))

    @rule(name=st.sampled_from(["next_page", "next_page", "next_check"]))
    def next(self, name):
        target = self._do(name)
        if target is not None:
            self.outstanding.append(target)

    @rule()
    def done(self):
        if self.outstanding:
            self._do("done", self.outstanding.pop(0))

    @rule()
    def commit(self):
        self.handled += 1
        self.frontier.commit(self.handled)
        self.since.clear()
        self.at_commit = list(self.outstanding)

    @rule()
    def kill(self):
        self.frontier.close()
        self.frontier = Frontier(self.path, **_BUDGETS)
        for target in self.at_commit:
            again = self.frontier.next_check() if target.purpose == "link" else self.frontier.next_page()
            assert again == target
        for name, values, expected in self.since:
            assert getattr(self.frontier, name)(*values) == expected

    @invariant()
    def knows_where_it_is(self):
        assert self.frontier.handled == self.handled

    def teardown(self):
        self.frontier.close(delete=True)
        assert not any(Path(self.folder.name).iterdir())
        self.folder.cleanup()


TestKilledFrontier = KilledFrontier.TestCase
TestKilledFrontier.settings = settings(max_examples=60, stateful_step_count=60, deadline=None)

_KILLED = """
import os, signal, sys
from pathlib import Path
from hengping.collect.frontier import Frontier, Target
frontier = Frontier(Path(sys.argv[1]), max_pages=9, max_checks=9)
frontier.add_pages(Target(url=f"http://a.cn/{n}.html", purpose="page") for n in range(6))
first, second = frontier.next_page(), frontier.next_page()
frontier.done(first)
frontier.commit(1)
frontier.done(second)
frontier.next_page()
frontier.add_page(Target(url="http://a.cn/lost.html", purpose="page"))
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_killed_process_leaves_its_last_commit(tmp_path):
    path = tmp_path / "frontier.sqlite"
    killed = subprocess.run([sys.executable, "-c", _KILLED, str(path)], check=False, env=dict(os.environ))
    assert killed.returncode == -signal.SIGKILL
    frontier = Frontier(path, max_pages=9, max_checks=9)
    assert frontier.handled == 1
    assert drain(frontier.next_page) == ["4.html", "3.html", "2.html", "1.html", "0.html"]
    frontier.close()


def _used(path):
    frontier = Frontier(path, max_pages=9, max_checks=9)
    frontier.add_pages(page(f"{number}.html") for number in range(2000))
    frontier.commit(3)
    frontier.close()


@pytest.mark.parametrize("damage", ["cut", "noise", "empty", "text"])
def test_a_damaged_file_is_begun_anew(tmp_path, damage):
    path = tmp_path / "frontier.sqlite"
    _used(path)
    content = bytearray(path.read_bytes())
    match damage:
        case "cut":
            del content[len(content) // 2 :]
        case "noise":
            content[4096:12288] = bytes(range(256)) * 32
        case "empty":
            content.clear()
        case "text":
            content[:] = b"not a database" * 1000
    path.write_bytes(content)
    frontier = Frontier(path, max_pages=9, max_checks=9)
    assert frontier.handled == 0
    frontier.add_page(page("a/"))
    assert drain(frontier.next_page) == ["a/"]
    frontier.close()


def test_other_budgets_begin_anew(tmp_path):
    path = tmp_path / "frontier.sqlite"
    _used(path)
    frontier = Frontier(path, max_pages=10, max_checks=9)
    assert frontier.handled == 0
    frontier.close()


def test_one_process_at_a_time(tmp_path):
    path = tmp_path / "frontier.sqlite"
    _used(path)
    frontier = Frontier(path, max_pages=9, max_checks=9)
    with pytest.raises(FrontierError, match="locked"):
        Frontier(path, max_pages=9, max_checks=9)
    assert frontier.handled == 3
    frontier.close()


def test_a_full_disk_is_said_clearly_and_the_last_commit_stays(tmp_path):
    path = tmp_path / "frontier.sqlite"
    _used(path)
    frontier = Frontier(path, max_pages=9, max_checks=9)
    pages = frontier._store._db.execute("PRAGMA page_count").fetchone()[0]
    frontier._store._db.execute("COMMIT")
    frontier._store._db.execute(f"PRAGMA max_page_count={pages}")
    frontier._store._db.execute("BEGIN")
    frontier.add_pages(page(f"more{number}.html") for number in range(3000))
    with pytest.raises(FrontierError, match="full"):
        frontier.commit(4)
    frontier.close()
    frontier = Frontier(path, max_pages=9, max_checks=9)
    assert frontier.handled == 3
    frontier.close()


def test_the_file_has_no_address_of_a_page_that_is_done(tmp_path):
    path = tmp_path / "frontier.sqlite"
    frontier = Frontier(path, max_pages=9999, max_checks=9)
    frontier.add_pages(page(f"{number}.html") for number in range(3000))
    while target := frontier.next_page():
        frontier.done(target)
    frontier.commit(3000)
    frontier.close()
    database = sqlite3.connect(path)
    assert database.execute("SELECT count(*) FROM waiting").fetchone() == (0,)
    assert database.execute("SELECT count(*) FROM given").fetchone() == (0,)
    assert database.execute("SELECT count(*) FROM known").fetchone() == (3000,)
    database.close()
