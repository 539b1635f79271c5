"""A kit whose results come out otherwise because another program made it: which one, which is running, what to do."""

from hengping import __version__
from hengping.model.text import Text
from hengping.pipeline.stamps import code_digest
from hengping.pipeline.verify_records import Verification

_ROOMS = ("indicators", "scoring", "ranking", "report", "pipeline")
_OF_COMPUTING = frozenset({"not_reproduced", "unreadable", "format"})
_SHOWN = 12
_ALONE = Text(
    "各文件与包内记载的摘要一致，不一致可能只是因为两个程序算得不同；是不是公布的那个包，以另行公布的摘要为准。",
    " Every file has its digest in the kit, so the two programs may only compute differently; whether it is the kit"
    " that was published, its published digest says.",
)
_REMEDY = Text(
    "处理办法：要复算这个包，用生成它的程序（衡评 {made}）运行 hengping verify；要用现在的程序，请组织单位对评估结果"
    "目录依次运行 hengping score、rank、report（judge 的结果重新运行 judge 和 report），再用 hengping kit 重新打包",
    " To recompute this kit, run hengping verify with the program that made it ({made}); to use the present one, ask"
    " the organiser to run hengping score, rank, report (or judge and report) and hengping kit again",
)


def computing_code() -> str:
    """Digest of the program that computes and prints results; two of one version may differ in it."""
    return code_digest(*_ROOMS)


def other_program(result: Verification) -> Text | None:
    """That another program made the kit, and how to recompute it; None when that explains nothing."""
    kinds = {mismatch.kind for mismatch in result.mismatches}
    if not result.made_with or not kinds & _OF_COMPUTING:
        return None
    if result.made_with != __version__:
        which = Text(
            "核验包由衡评 {made} 生成，本机是衡评 {now}。", "The kit was made by Hengping {made}, this is {now}."
        )
    elif result.made_code and result.made_code != computing_code():
        which = Text(
            "核验包和本机同是衡评 {now}，但程序文件不同（打包时{code}，本机{own}）。",
            "Kit and program are both Hengping {now}, but their files differ (packed {code}, here {own}).",
        )
    else:
        return None
    alone = _ALONE if kinds == {"not_reproduced"} else Text("", "")
    return Text(which.zh + alone.zh + _REMEDY.zh, which.en + alone.en + _REMEDY.en).fill(
        made=result.made_with,
        now=__version__,
        code=result.made_code[:_SHOWN],
        own=computing_code()[:_SHOWN],
    )
