"""The table of measured accuracy: how right each check is, by version, counted and with its interval.

Numbers are exact fractions until they are printed. The interval is Wilson's score interval at 95 %: it does not claim
certainty after a few right answers, as the share alone does.
"""

import json
from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal, localcontext
from importlib import resources
from pathlib import Path
from typing import Literal

import msgspec

from hengping.model.errors import InputError

SHIPPED = "accuracy/measured.json"
"""The table that ships with the library: made by ``hengping accuracy --save``, never by hand."""
FORMAT = 1
_Z = Decimal("1.959963984540054")
"""97.5 % point of the normal distribution."""
_PLACES = Decimal("0.0001")
_DIGITS = 40


Level = Literal["", "end_to_end", "pages", "records"]
"""Where in the chain a source begins: a server that is crawled; pages that are read; records of probes, visits,
browsers and imports. Empty: as the source says, or not known."""


class Counted(msgspec.Struct, frozen=True, kw_only=True):
    """What one source says of one version of a check.

    Attributes:
        check, version: the check.
        source: ``demo``, ``simulated``, ``labelled:<name>``, ``run:<id>`` or ``cases``.
        hits: faults reported and really there (TP).
        false: reported and not there (FP).
        missed: there and not reported (FN).
        doubted: of the missed those that were left to a person (``cannot_tell``).
        decoys: subjects known to be right that were planted among them.
        level: where in the chain the source begins.
    """

    check: str
    version: int
    source: str
    hits: int = 0
    false: int = 0
    missed: int = 0
    doubted: int = 0
    decoys: int = 0
    level: Level = ""


class Measured(msgspec.Struct, frozen=True, kw_only=True):
    """One version of a check over several sources. Rates and bounds are decimals with four places, or None.

    Attributes:
        check, version, hits, false, missed, doubted, decoys: as :class:`Counted`, added up.
        sources, levels: of what was added up.
    """

    check: str
    version: int
    hits: int
    false: int
    missed: int
    doubted: int = 0
    decoys: int = 0
    sources: tuple[str, ...] = ()
    levels: tuple[Level, ...] = ()

    @property
    def reported(self) -> int:
        """Faults it reported."""
        return self.hits + self.false

    @property
    def present(self) -> int:
        """Faults that were there."""
        return self.hits + self.missed

    @property
    def precision(self) -> Decimal | None:
        """Share of the reported faults that were there."""
        return _share(self.hits, self.reported)

    @property
    def recall(self) -> Decimal | None:
        """Share of the faults that were reported."""
        return _share(self.hits, self.present)

    @property
    def precision_low(self) -> Decimal:
        """Lower bound of the precision's interval."""
        return wilson(self.hits, self.reported)[0]

    @property
    def precision_high(self) -> Decimal:
        """Upper bound of the precision's interval."""
        return wilson(self.hits, self.reported)[1]

    @property
    def recall_low(self) -> Decimal:
        """Lower bound of the recall's interval."""
        return wilson(self.hits, self.present)[0]

    @property
    def recall_high(self) -> Decimal:
        """Upper bound of the recall's interval."""
        return wilson(self.hits, self.present)[1]

    def reaches(self, demanded: float | Decimal) -> bool:
        """Whether even the lower bound of the precision reaches what is demanded."""
        return self.precision_low >= Decimal(str(demanded))


class Table(msgspec.Struct, frozen=True, kw_only=True):
    """The table as stored.

    Attributes:
        format: of the file.
        measured_on: day it was made.
        code: digest of the code that reads and judges.
        rows: by check, version and source.
    """

    format: int = FORMAT
    measured_on: date
    code: str
    rows: tuple[Counted, ...]

    def of(self, check: str, version: int) -> Measured | None:
        """What is known of this version of a check; examples (``cases``) prove nothing and are left out."""
        return pooled(self.rows).get((check, version))

    def before(self, check: str, version: int) -> Measured | None:
        """The newest earlier version of a check that was measured: this one has to be measured again."""
        known = [row for (name, older), row in pooled(self.rows).items() if name == check and older < version]
        return max(known, key=lambda row: row.version, default=None)


def pooled(rows: Iterable[Counted], *, cases: bool = False) -> dict[tuple[str, int], Measured]:
    """Sources added up, by check and version, in order.

    Args:
        rows: what each source says.
        cases: count the checks' own examples too. They are made to come out right, so they measure nothing.
    """
    groups: dict[tuple[str, int], list[Counted]] = defaultdict(list)
    for row in rows:
        if cases or row.source != "cases":
            groups[row.check, row.version].append(row)
    return {
        key: Measured(
            check=key[0],
            version=key[1],
            hits=sum(row.hits for row in group),
            false=sum(row.false for row in group),
            missed=sum(row.missed for row in group),
            doubted=sum(row.doubted for row in group),
            decoys=sum(row.decoys for row in group),
            levels=tuple(dict.fromkeys(row.level for row in group if row.level)),
            sources=tuple(dict.fromkeys(row.source for row in group)),
        )
        for key, group in sorted(groups.items())
    }


def wilson(hits: int, of: int) -> tuple[Decimal, Decimal]:
    """Wilson's 95 % score interval of a share; (0, 1) where nothing was counted.

    E. B. Wilson, "Probable inference, the law of succession, and statistical inference", JASA 22 (1927). The bounds are
    rounded outwards to four places.

    Args:
        hits: how many.
        of: of how many.
    """
    if of <= 0:
        return Decimal(0), Decimal(1)
    with localcontext() as context:
        context.prec = _DIGITS
        n, z2 = Decimal(of), _Z * _Z
        share = Decimal(hits) / n
        middle = share + z2 / (2 * n)
        half = _Z * (share * (1 - share) / n + z2 / (4 * n * n)).sqrt()
        whole = 1 + z2 / n
        low, high = (middle - half) / whole, (middle + half) / whole
        # of no hits, or of nothing but hits, one bound is exactly 0 or 1, which roots only come close to
        low = Decimal(0) if hits == 0 else max(low, Decimal(0))
        high = Decimal(1) if hits == of else min(high, Decimal(1))
        return low.quantize(_PLACES, ROUND_FLOOR), high.quantize(_PLACES, ROUND_CEILING)


def read_measured(path: Path | None = None) -> tuple[Table, bytes]:
    """A stored table, and its bytes; without a path the one that ships with the library.

    Raises:
        InputError: it is no such table.
    """
    where = str(path) if path is not None else SHIPPED
    try:
        data = path.read_bytes() if path is not None else (resources.files("hengping.library") / SHIPPED).read_bytes()
        table = msgspec.json.decode(data, type=Table)
    except OSError as error:
        raise InputError(f"准确率表无法读取（{error.strerror}）", where=where, remedy="检查文件名") from error
    except (msgspec.DecodeError, json.JSONDecodeError) as error:
        raise InputError(
            f"不是准确率表（{error}）", where=where, remedy="用 hengping accuracy --save 文件名 生成"
        ) from error
    if table.format != FORMAT:
        raise InputError(f"准确率表的格式为第{table.format}版，本程序只认第{FORMAT}版", where=where, remedy="重新生成")
    return table, data


def shipped() -> Table | None:
    """The table that ships with the library; None when there is none."""
    try:
        return read_measured()[0]
    except InputError:
        return None


def _share(hits: int, of: int) -> Decimal | None:
    return (Decimal(hits) / Decimal(of)).quantize(_PLACES, ROUND_FLOOR) if of else None
