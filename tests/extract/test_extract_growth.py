"""Pages made to be slow to read: twice the page takes about twice the time, whatever it repeats."""

import gc
import time
from collections.abc import Callable

import pytest

from hengping.extract.page import read_page

GUIDE = "<h3>设定依据</h3><p>法</p><h3>申请条件</h3><p>符合</p><h3>办理材料</h3><p>证</p><h3>办理流程</h3><p>办</p>"
HOSTILE: dict[str, Callable[[int], str]] = {
    "labels": lambda n: GUIDE + "<h3>联系电话</h3>" * (n * 3),
    "labels_in_cells": lambda n: f"{GUIDE}<table><tr>{'<td>联系电话</td><td></td>' * n}</table>",
    "labels_and_pictures": lambda n: GUIDE + "<h3>联系电话</h3><img src=icon.png>" * n,
    "tabs": lambda n: GUIDE + "<ul><li>联系电话</li><li>联系电话</li><li>办理时间</li></ul>" * n,
    "fields": lambda n: f"<form>{'<input>' * n}{'<p>x</p>' * n}</form>",
    "choices": lambda n: f"<select>{'<option selected>某' * (n * 2)}</select>",
    "lists": lambda n: "<ul><li><a href=/1.html>关于某事项的通知公告</a><span>2026-11-01</span></li></ul>" * n,
    "gaps": lambda n: "<p>" + "<span>传真：暂无</span>" * n + "</p>",
    "dates": lambda n: "日期：2026-11-01 " * n,
}
FOLD, GROWN, SMALL = 4, 8, 2_000
"""Four times as much may take eight times as long: linear takes four, quadratic sixteen."""


def _seconds(inside: str) -> float:
    html = f"<html><title>关于某事的通知</title><body><h1>关于某事的通知</h1>{inside}</body></html>".encode()
    gc.collect()
    started = time.process_time()
    read_page(html, "http://www.a.gov.cn/a/1.html", judged=False)
    return time.process_time() - started


@pytest.mark.parametrize("name", HOSTILE)
def test_time_grows_with_the_page(name: str) -> None:
    ratios = []
    for _ in range(4):  # a busy machine may spoil one measurement, not all
        small = _seconds(HOSTILE[name](SMALL))
        ratios.append(_seconds(HOSTILE[name](SMALL * FOLD)) / max(small, 0.01))
        if ratios[-1] < GROWN:
            return
    pytest.fail(f"{FOLD} times the page takes {ratios} times as long")


@pytest.mark.parametrize("size", ["9" * 5_000, "²", "९"])
def test_sizes_that_are_no_numbers_raise_nothing(size: str) -> None:
    frame = f"<iframe src='/a.html' height='{size}' width='{size}'></iframe>"
    pictured = f"{GUIDE}<h3>联系电话</h3><img src='a.png' width='{size}'>"
    assert read_page(f"<body>{frame}{pictured}</body>".encode(), "http://www.a.gov.cn/a/").kind
