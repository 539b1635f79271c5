"""Values in sentences: codes in words, lists joined, rates as per cent, nothing left as a Python spelling."""

from typing import Any

import pytest

from hengping.checks.wording import LONGEST, fill, readable
from hengping.model.text import Text


@pytest.mark.parametrize(
    ("name", "value", "zh", "en"),
    [
        ("missing", ["办理时间", "联系电话"], "办理时间、联系电话", "办理时间, 联系电话"),
        ("failed_rate", "0.0429", "4.29%", "4.29%"),
        ("failed_rate", "unknown", "unknown", "unknown"),
        ("section_class", "notice", "通知公告", "notice"),
        ("failure", "dns", "域名无法解析", "host name does not resolve"),
        ("kind", "external", "站外链接", "external link"),
        ("kind", "new", "new", "new"),
        ("page_type", "article", "文章页", "article"),
        ("blocked_by", "challenge", "返回人机验证页面", "a challenge page"),
        ("blocked_by", "http_403", "返回HTTP 403", "HTTP 403"),
        ("late", True, "是", "yes"),
        ("late", False, "否", "no"),
        ("newest_on", None, "无", "none"),
        ("title", "", "无", "none"),
        ("status", 0, "0", "0"),
        ("duty", {"days": 14}, "14天", "14 days"),
        ("duty", {"months": 1}, "1个月", "1 month"),
        ("duty", {"months": 12}, "1年", "12 months"),
        ("duty", {"months": 6, "days": 3}, "6个月3天", "6 months and 3 days"),
    ],
)
def test_readable(name: str, value: Any, zh: str, en: str) -> None:
    assert readable(name, value, "zh") == zh
    assert readable(name, value, "en") == en


def test_long_text_is_cut_but_never_an_address() -> None:
    assert readable("title", "长" * 200, "zh") == "长" * (LONGEST - 1) + "…"
    assert readable("source_url", "http://x/" + "a" * 200, "zh").endswith("a")


def test_braces_in_a_value_stay_text() -> None:
    filled = fill(Text("栏目“{title}”", "Section “{title}”"), {"title": "{as_of}"})
    assert filled == Text("栏目“{as_of}”", "Section “{as_of}”")


def test_missing_value_is_never_printed() -> None:
    with pytest.raises(KeyError):
        fill(Text("{count}个", "{count}"), {})
