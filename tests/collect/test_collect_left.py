"""The account tells pages that were left from link checks that were left."""

import pytest
from collect_support import html

from hengping.collect.account import read_account
from hengping.collect.run import IN_PROCESS, collect_sites


@pytest.mark.parametrize(
    ("limits", "left"),
    [
        ({"max_pages_per_site": 11}, 30),
        ({"max_link_checks_per_site": 3}, 0),
        ({}, 0),
    ],
)
def test_pages_left_are_told_from_checks_left(server, settings, site, tmp_path, limits, left):
    server.routes["/"] = html(*[f"/{n}.html" for n in range(40)], *[f"/{n}.pdf" for n in range(20)])
    server.routes |= {f"/{n}.html": html(text=f"页{n}") for n in range(40)}
    some = settings.model_copy(update=limits)
    collect_sites([site], lambda _site: tmp_path, some, on_done=lambda _site: None, workers=IN_PROCESS)
    account = read_account(tmp_path)
    assert account.pages_left == left
    assert bool(account.left_out.get("budget")) == bool(limits)
