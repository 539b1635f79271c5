"""The page that lies in every verifier kit: what it proves, how to check it with our program and without."""

from hengping.pipeline.kit_info import WHY, KitInfo

_SIZES = ((1 << 30, "GB"), (1 << 20, "MB"), (1 << 10, "KB"))


def readme(info: KitInfo) -> str:
    """The text of ``README.md``; the same kit always has the same."""
    return f"{_chinese(info)}\n---\n\n{_english(info)}"


def readable_size(size: int) -> str:
    """Bytes for people: ``12.3 MB``."""
    for unit, name in _SIZES:
        if size >= unit:
            return f"{size / unit:.1f} {name}"
    return f"{size} B"


def _chinese(info: KitInfo) -> str:
    what = f"{info.title}（监测时间点{info.as_of}）" if info.title else "一次表格评分（hengping judge）"
    inputs = "检查结果、人工决定和外部数值" if info.of == "run" else "所给的分值表"
    chain = (
        f"- `manifest.jsonl` 是评估过程中逐行相链的清单，末行摘要为\n  `{info.head}`。\n"
        "  与组织单位另行公布的末行摘要一致，即可确认这些文件就是当时封存的文件。\n"
        if info.head
        else ""
    )
    left = "".join(
        f"- {each.files}个文件，共{readable_size(each.size)}：{_LEFT_ZH[each.kind]}。{WHY[each.kind].zh}。\n"
        for each in info.left_out
    )
    replaced = f"- `reviews/`：{WHY['reviews'].zh}，以编号代替。\n" if info.replaced else ""
    return f"""# 核验包：{what}

本包供任何人独立核验公布的结果，不需要联网，不需要账号。

## 用一条命令核验

    hengping verify 核验包.zip

程序逐字节检查本包，再由包内的{inputs}重新计算每个网站的得分、名次、档级、榜单和通报中的数字，与包内公布的结果逐字节比较。
全部一致，退出码为0；有一个字节不同，指明是哪个文件，退出码为1。本包由衡评 {info.made_with} 生成。

## 不用本程序核验

解压后，用任何系统自带的工具核对每个文件的摘要：

    sha256sum -c SHA256SUMS

文件都是文本或常见文档格式，可以手工抽算：`systems/` 评分规则，`scores/` 每个网站的得分树（每一分扣在哪里），
`results/` 名次和榜单。

## 证明什么，不证明什么

- 证明：公布的得分、名次、榜单和数字，确由这些规则和这些{inputs}算出，没有改动。
{chain}- 不证明：检查结果本身符合当时网站的实际情况。那要看归档的佐证，可向组织单位申请查阅。

## 没有装入的内容

{left}{replaced}{"" if left or replaced else "无。" + chr(10)}"""


_LEFT_ZH = {
    "evidence": "原始佐证",
    "facts": "读取出的事实",
    "work": "复核任务单",
    "sites": "单站文件",
    "other": "其他过程文件",
}
_LEFT_EN = {
    "evidence": "raw evidence",
    "facts": "facts read from it",
    "work": "lists of review tasks",
    "sites": "documents for single sites",
    "other": "other working files",
}


def _english(info: KitInfo) -> str:
    what = f"{info.title} (as of {info.as_of})" if info.title else "a judged table (hengping judge)"
    inputs = "findings, human decisions and outside values" if info.of == "run" else "table of values"
    chain = (
        f"- `manifest.jsonl` is the chained list made during the evaluation; its last line has the SHA-256\n"
        f"  `{info.head}`.\n  If the organiser published the same, these are the files that were sealed then.\n"
        if info.head
        else ""
    )
    left = "".join(
        f"- {each.files} files, {readable_size(each.size)}: {_LEFT_EN[each.kind]}. {WHY[each.kind].en.capitalize()}.\n"
        for each in info.left_out
    )
    replaced = f"- `reviews/`: {WHY['reviews'].en}; numbers stand for them.\n" if info.replaced else ""
    return f"""# Verifier kit: {what}

Anybody can check the published results with this file alone, offline.

    hengping verify kit.zip

checks the kit byte by byte, computes every score, rank, tier, list and figure of the bulletin again from the {inputs}
inside, and compares byte by byte. Exit code 0: all the same; 1: the file that differs is named. Made with Hengping
{info.made_with}. Without the program: unpack it and run `sha256sum -c SHA256SUMS`; rules, score trees and tables are
readable text.

What it proves:

- The published results follow from these rules and these {inputs}, and nothing was changed.
{chain}- It does not prove that the findings describe the sites as they were: that is in the archived evidence, which
  the organiser keeps.

Not packed:

{left}{replaced}{"" if left or replaced else "Nothing." + chr(10)}"""
