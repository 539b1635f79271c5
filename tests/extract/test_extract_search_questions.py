"""How many requests one look at a site's search sends: every one of them counts."""

from datetime import UTC, datetime

import pytest

from hengping.extract.site_search import MAX_ASKED, MAX_HOPS, SearchAnswer, questions
from hengping.model.evidence import Capture
from hengping.model.site_search import SearchBox, SearchField, SearchPlan, SearchTitle

HOST = "http://www.a.gov.cn"


def _title(number: int) -> SearchTitle:
    return SearchTitle(
        query=f"水库移民{number}", title=f"关于水库移民{number}的公示", wanted_url=f"{HOST}/{number}.html"
    )


def _box(path: str) -> SearchBox:
    return SearchBox(url=f"{HOST}{path}", fields=(SearchField(name="q", holds="text"),), charset="gb18030")


def _sent(plan: SearchPlan, body: str, *, redirects: int = 0) -> list[str]:
    """Addresses asked for when every answer is the same."""
    asking = questions(plan)
    asked = []
    try:
        request = next(asking)
        while True:
            asked.append(request.url)
            capture = Capture(
                record_id="r",
                digest="d",
                url=request.url,
                purpose="search",
                status=200,
                content_type="text/html",
                fetched_at=datetime(2026, 3, 5, tzinfo=UTC),
            )
            request = asking.send(SearchAnswer(capture, body.encode(), redirects))
    except StopIteration:
        return asked


@pytest.mark.parametrize("redirects", [0, 1, MAX_HOPS])
@pytest.mark.parametrize("head", ["", "<script src='/js/list1.js'></script><script src='/js/list2.js'></script>"])
def test_controls_files_and_redirects_count_as_the_questions_do(head, redirects):
    plan = SearchPlan(
        seed="t",
        control="qxz",
        boxes=tuple(_box(f"/s{number}/so") for number in range(3)),
        titles=tuple(_title(number) for number in range(12)),
    )
    body = f"<html><head>{head}</head><body><p>共找到 0 条结果</p></body></html>"
    sent = _sent(plan, body, redirects=redirects)
    assert MAX_ASKED <= len(sent) * (1 + redirects) <= MAX_ASKED + redirects
    assert len([url for url in sent if url.endswith(".js")]) == head.count("src")


def test_a_box_of_an_older_plan_that_may_write_is_not_asked():
    plan = SearchPlan(seed="t", control="qxz", boxes=(_box("/ly/submit"),), titles=(_title(1),))
    assert _sent(plan, "") == []
