"""What is said of the rows of a roster, the same for every command that reads one."""

from collections.abc import Sequence

from rich.console import Console

from hengping.roster.faults import RowFault


def print_roster_faults(console: Console, faults: Sequence[RowFault], where: str) -> None:
    """Rows that were left out, one by one; harmless notes only as a number.

    Args:
        console: where to print.
        faults: of the roster, in order of its rows.
        where: where the harmless ones can be read, Chinese, appended to the sentence; may be empty.
    """
    lost = [fault for fault in faults if fault.severity == "error"]
    for fault in lost:
        console.print(f"评估名单{fault}", style="red", markup=False, soft_wrap=True)
    if len(faults) > len(lost):
        console.print(f"评估名单另有{len(faults) - len(lost)}处需核对{where}", markup=False)
