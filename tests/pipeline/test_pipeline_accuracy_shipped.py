"""The table that ships: made by the command, of checks that there are, and no part of the code it measures."""

from hengping.checks.catalogue import catalogue
from hengping.pipeline.accuracy_table import SHIPPED, read_measured
from hengping.pipeline.stamps import _collect, resources


def test_the_shipped_table_names_checks_that_there_are():
    table, data = read_measured()
    assert {row.check for row in table.rows} <= set(catalogue())
    assert all(row.version <= catalogue()[row.check].version for row in table.rows)
    assert any(row.source == "demo" and row.hits for row in table.rows)
    assert data.endswith(b"\n")


def test_measuring_again_does_not_change_the_digest_of_the_code():
    files: list[tuple[str, bytes]] = []
    _collect(resources.files("hengping") / "library", "library", files)
    names = [name for name, _ in files]
    assert f"library/{SHIPPED}" not in names
    assert any(name.startswith("library/systems/") for name in names)
