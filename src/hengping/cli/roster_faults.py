"""What is said of the rows of a roster, the same for every command that reads one."""

from collections import Counter
from collections.abc import Sequence

from rich.console import Console

from hengping.roster.faults import RowFault

_MOST = 20


def print_roster_faults(console: Console, faults: Sequence[RowFault], where: str) -> None:
    """Rows that were left out, one by one; what should be looked at beside them as numbers of rows.

    Args:
        console: where to print.
        faults: of the roster, in order of its rows.
        where: where the harmless ones can be read in full, Chinese, appended to the sentence; may be empty.
    """
    lost = [fault for fault in faults if fault.severity == "error"]
    for fault in lost[:_MOST]:
        console.print(f"评估名单{fault}", style="red", markup=False, soft_wrap=True)
    if len(lost) > _MOST:
        console.print(f"评估名单另有{len(lost) - _MOST}行未列入", style="red", markup=False)
    notes = [fault for fault in faults if fault.severity != "error"]
    if notes:
        console.print(f"评估名单另有{len(notes)}处需核对：{_listed(notes)}{where}", markup=False, soft_wrap=True)


def lost_rows(faults: Sequence[RowFault]) -> str:
    """One sentence on the rows of a roster that are not evaluated, with their numbers; empty when there is none."""
    rows = sorted({fault.row for fault in faults if fault.severity == "error"})
    if not rows:
        return ""
    return f"评估名单有{len(rows)}行写错、未列入评估（{_numbers(rows)}）；改正后换一个 --out 目录重新运行"


def _listed(notes: Sequence[RowFault]) -> str:
    """The first of each kind, and in which rows there are more of it."""
    kinds = Counter(note.kind for note in notes)
    parts = []
    for kind in kinds:
        same = [note for note in notes if note.kind == kind]
        rows = sorted({note.row for note in same if note.row})
        spot = f"{_numbers(rows)}，如" if len(rows) > 1 else ""
        parts.append(f"{spot}{same[0]}")
    return "；".join(parts)


def _numbers(rows: Sequence[int]) -> str:
    """第5行、第7行 …; the first of them when there are very many."""
    named = "、".join(str(row) for row in rows[:_MOST])
    return f"第{named}行" + ("等" if len(rows) > _MOST else "")
