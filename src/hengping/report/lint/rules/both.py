"""One body on the red list and on the black list."""

from collections.abc import Sequence

from hengping.report.lint.fault import Fault, Place
from hengping.report.lint.model import Model
from hengping.report.lint.notebook import Notebook
from hengping.report.lint.page import Table


def check_both_lists(tables: Sequence[Table], model: Model, notebook: Notebook) -> None:
    """Names that stand in a table captioned 红榜 and in one captioned 黑榜, unless the results say so too."""
    named: dict[str, list[tuple[str, Table, int]]] = {"红榜": [], "黑榜": []}
    for table in tables:
        for colour, rows in named.items():
            if colour in table.caption[:20]:
                cells = ((cell, number) for number, row in enumerate(table.rows) for cell in row)
                rows += [(cell, table, number) for cell, number in cells if cell in model.names.codes]
    red = {name for name, _, _ in named["红榜"]}
    both = model.on_list["red"] & model.on_list["black"]
    for name, table, row in named["黑榜"]:
        if name in red and not model.names.codes[name] & both:
            notebook.add(
                Fault(
                    rule="both_lists",
                    place=Place(
                        chapter=table.chapter, paragraph=table.paragraph, table=table.number, row=row, words=name
                    ),
                    stands=name,
                    remedy="核对两个名单",
                )
            )
