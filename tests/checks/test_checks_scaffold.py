"""A new check starts whole: it loads, its examples hold, and a taken or impossible name is refused."""

from pathlib import Path

import pytest

from hengping.checks.cases import read_cases, run_case
from hengping.checks.catalogue import load_check, loaded_checks
from hengping.checks.scaffold import new_check
from hengping.model.errors import InputError


def test_new_check_is_whole(tmp_path: Path) -> None:
    folder = new_check("design/home_empty", tmp_path)
    assert folder == tmp_path / "design" / "home_empty"
    check = load_check(folder)
    assert (check.definition.id, check.definition.theme) == ("home_empty", "design")
    cases = read_cases(folder)
    assert len(cases) == 3
    for case in cases:
        assert run_case(check, case)[1] == []


@pytest.mark.parametrize(
    "place", ["home_empty", "design/", "Design/home", "design/../x", "shared/home", "design/home-empty"]
)
def test_impossible_place_is_refused(place: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="检查项位置不合格"):
        new_check(place, tmp_path)
    assert not list(tmp_path.iterdir())


def test_taken_id_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"links/broken_link.*已被使用"):
        new_check("design/broken_link")
    assert not (loaded_checks()["broken_link"].folder.parent.parent / "design" / "broken_link").exists()
    new_check("design/home_empty", tmp_path)
    with pytest.raises(InputError, match="已被使用"):
        new_check("links/home_empty", tmp_path)
