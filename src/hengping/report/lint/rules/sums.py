"""Totals against their parts, weights, and announced numbers of parts."""

import re
from decimal import Decimal

from hengping.report.lint.facts import whole_number
from hengping.report.lint.model import Model
from hengping.report.lint.notebook import Notebook
from hengping.report.lint.page import Paragraph

_UNIT = "(?:个|家|处)"
_WITHIN = re.compile(rf"(?P<total>\d+){_UNIT}[^。；\d]{{0,24}}，?其中[，：]?(?P<parts>[^。；]+)")
_SPREAD = re.compile(
    rf"(?P<total>\d+){_UNIT}[^。；\d（]{{0,12}}（(?P<parts>[^（）。；]*(?:（[^（）]*）[^（）。；]*)*)）"
)
_PART = re.compile(rf"(?P<label>[^，；\d]{{1,24}}?)(?:共|有|共有)?(?P<count>\d+){_UNIT}")
_TOGETHER = re.compile(
    rf"(?P<parts>(?:[^，。；、\d]{{1,20}}\d+{_UNIT}[、，和]){{1,}}[^，。；、\d]{{1,20}}\d+{_UNIT})"
    rf"，(?:合计|共计|总计)(?P<total>\d+){_UNIT}"
)
_PASSED = re.compile(
    rf"(?P<total>\d+){_UNIT}[^。；\d]{{0,24}}[，；]?(?:其中，?)?合格(?:的)?(?:网站)?(?P<one>\d+){_UNIT}[，、]"
    rf"不合格(?:的)?(?:网站)?(?P<two>\d+){_UNIT}"
)
_WEIGHED = re.compile(r"(?:[^，。；、（）]{1,24}（\d+(?:\.\d+)?%）[、和]){2,}[^，。；、（）]{1,24}（\d+(?:\.\d+)?%）")
_WEIGHTS = re.compile(r"权重(?:分别|依次)?(?:为|是)(?P<list>(?:\d+(?:\.\d+)?%[、和]){1,}\d+(?:\.\d+)?%)")
_PARTS = re.compile(r"由(?P<list>[^。；由]{1,200}?)(?P<count>\d+|[一二三四五六七八九十]+)个?部分组成")
_HUNDRED = Decimal(100)


def check_sums(paragraph: Paragraph, model: Model, notebook: Notebook) -> None:
    """``对30个网站进行了评估，其中A12个、B18个``, when the parts are all groups; ``A12个、B18个，合计30个``."""
    text = paragraph.text
    for form in (_WITHIN, _SPREAD):
        for found in form.finditer(text):
            parts = list(_PART.finditer(text, *found.span("parts")))
            groups = [_group(part["label"], model) for part in parts]
            # Only when every group stands there once are the parts all there is.
            if len(parts) > 1 and None not in groups and len(set(groups)) == len(groups) == len(model.groups):
                _compare(paragraph, notebook, found.span("total"), [part.span("count") for part in parts])
    for found in _TOGETHER.finditer(text):
        parts = list(_PART.finditer(text, *found.span("parts")))
        _compare(paragraph, notebook, found.span("total"), [part.span("count") for part in parts])
    for found in _PASSED.finditer(text):
        _compare(paragraph, notebook, found.span("total"), [found.span("one"), found.span("two")])


def _group(label: str, model: Model) -> str | None:
    """The group that a label means; None when it means none or more than one."""
    meant = [group for group in model.groups if group in label]
    longest = max(meant, key=len, default=None)
    return longest if longest and all(group in longest for group in meant) else None


def _compare(paragraph: Paragraph, notebook: Notebook, total: tuple[int, int], parts: list[tuple[int, int]]) -> None:
    spans = [total, *parts]
    if all(notebook.is_sure(paragraph, *span) for span in spans):
        return
    if any(notebook.is_told(paragraph, *span) for span in spans):
        return
    text = paragraph.text
    said = whole_number(text[total[0] : total[1]])
    real = sum(whole_number(text[start:end]) for start, end in parts)
    if said != real:
        notebook.tell(
            "sum_wrong",
            paragraph,
            *total,
            stands=str(said),
            expected=f"{'+'.join(text[start:end] for start, end in parts)}={real}",
            remedy="核对总数和各项",
        )


def check_weights(paragraph: Paragraph, notebook: Notebook) -> None:
    """Weights of the parts of a system add up to 100 %."""
    for form in (_WEIGHED, _WEIGHTS):
        for found in form.finditer(paragraph.text):
            numbers = list(re.finditer(r"(?P<label>[^、和（）%\d]{0,24})（?(?P<rate>\d+(?:\.\d+)?)%", found[0]))
            shift = found.start()
            if all(notebook.is_sure(paragraph, shift + one.start("rate"), shift + one.end()) for one in numbers):
                continue
            main = [one for one in numbers if not re.search("附加|加分", one["label"])]
            total = sum((Decimal(one["rate"]) for one in main), Decimal(0))
            whole = sum((Decimal(one["rate"]) for one in numbers), Decimal(0))
            if _HUNDRED not in {total, whole}:
                notebook.tell(
                    "weights_wrong",
                    paragraph,
                    *found.span(),
                    stands=f"{total}%",
                    expected="100%",
                    remedy="核对各项权重",
                )


def check_parts(paragraph: Paragraph, notebook: Notebook) -> None:
    """``由A、B、C三部分组成``: three are named."""
    for found in _PARTS.finditer(paragraph.text):
        listed = re.sub(r"（[^（）]*）", "", found["list"])
        if "等" in listed or notebook.is_sure(paragraph, *found.span("count")):
            continue
        fewest = listed.count("、") + 1
        counts = {fewest, fewest + len(re.findall("和|以及|及", listed))}
        if fewest > 1 and whole_number(found["count"]) not in counts:
            notebook.tell(
                "count_wrong",
                paragraph,
                *found.span("count"),
                stands=f"{found['count']}部分",
                expected=f"{fewest}部分",
                remedy="核对所列各部分",
            )
