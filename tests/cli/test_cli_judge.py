"""``hengping judge`` as a person calls it."""

from pathlib import Path

from cli_case import call

ROSTER = """\
标识码,名称,分组
4500000001,甲,市
45000000,乙,市
4500000001,丙,市
4500000003,丁,市
"""


def test_rows_of_the_roster_that_were_left_out_are_named(tmp_path: Path) -> None:
    (tmp_path / "roster.csv").write_text(ROSTER, encoding="utf-8")
    (tmp_path / "values.csv").write_text("site_code,item,value\n4500000001,total,90\n", encoding="utf-8")
    arguments = (
        "judge",
        "--system",
        "guangxi-2017",
        "--values",
        "values.csv",
        "--roster",
        "roster.csv",
        "--out",
        "out",
    )
    done = call(*arguments, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "评估名单第4行" in done.stdout
    assert "重复" in done.stdout
    assert "结果表（" in done.stdout
    machine = call(*arguments, "--json", cwd=tmp_path)
    assert machine.stdout.startswith("{")
