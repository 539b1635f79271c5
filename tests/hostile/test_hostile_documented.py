"""Every behaviour of the hostile web is explained, with the kinds it comes to and the test that shows it."""

import re
from pathlib import Path

from hostile_behaviour import BEHAVIOURS
from hostile_expected import EXPECTED
from hostile_server import FAMILIES

PAGE = Path(__file__).parents[2] / "docs" / "explanation" / "hostile-web.md"
ROW = re.compile(r"^\| `([a-z0-9-]+)` \| (.+?) \| (.+?) \| (.+?) \| `(.+?)` \|$", re.MULTILINE)


def _kinds(name: str) -> set[str]:
    expected = EXPECTED[name]
    kinds = {end.split()[-1] for end in expected.ends.values()} - {"-"}
    return kinds | ({"trap"} if expected.trap else set()) | ({expected.left_out} if expected.left_out else set())


def test_every_behaviour_is_in_the_page() -> None:
    assert FAMILIES
    rows = {row[0]: row for row in ROW.findall(PAGE.read_text("utf-8"))}
    assert set(rows) == set(BEHAVIOURS)
    for name, (_, zh, _, kinds, _) in rows.items():
        assert zh == BEHAVIOURS[name].zh
        assert set(re.findall(r"`(\w+)`", kinds)) == _kinds(name), name
