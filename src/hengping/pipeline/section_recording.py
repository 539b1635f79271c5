"""Writing down what people settled about sections, see :mod:`hengping.pipeline.section_rulings`."""

from collections.abc import Iterable

from hengping.evidence.manifest import seal
from hengping.model import codec
from hengping.model.errors import InputError
from hengping.model.sections import SectionClass
from hengping.pipeline.context import Run
from hengping.pipeline.review_deciding import append_line
from hengping.pipeline.run_lock import run_lock
from hengping.pipeline.section_rulings import SectionRuling, read_rulings, rulings_file

STAGE = "import"
_LONGEST_DUTY_DAYS = 3_660


def record_rulings(run: Run, rulings: Iterable[SectionRuling]) -> int:
    """Write what was settled; what stands already, equal in every part, is not written again.

    Facts, findings, scores and ranks follow when the stages from ``extract`` on are done again.

    Returns:
        How many lines were written.

    Raises:
        InputError: an unknown class, or a duty that is none.
        RunError: somebody else is working on the run, or the file is damaged.
        EvidenceError: the file cannot be written.
    """
    wanted = list(rulings)
    for one in wanted:
        _require(one)
    path = rulings_file(run.folder)
    with run_lock(run.path):
        standing = {one for each in read_rulings(run.folder).values() for one in each}
        new = [one for one in wanted if one not in standing]
        if new:
            append_line(path, codec.encode_lines(new))
            seal(run.path, [path], STAGE)
    return len(new)


def carry_sections(before: Run, after: Run) -> int:
    """Write what counts about sections in a run into the one after it; each once, however often it is tried.

    A section is known by its site and its place there, so that what was settled holds for whoever reads it again. Of a
    section that is gone a ruling says nothing.

    Returns:
        How many lines were written.

    Raises:
        RunError: somebody else works on the next run, or a file is damaged.
        EvidenceError: the file cannot be written.
    """
    codes = {site.site_code for site in after.sites}
    standing = read_rulings(before.folder)
    return record_rulings(after, [one for code, each in standing.items() if code in codes for one in each])


def _require(one: SectionRuling) -> None:
    where = f"{one.site_code} {one.section_id}"
    if one.section_class and one.section_class not in {each.value for each in SectionClass}:
        raise InputError(f"没有栏目类别“{one.section_class}”", where=where, remedy="改为栏目台账中的类别编号")
    if one.duty_days is not None and not 0 <= one.duty_days <= _LONGEST_DUTY_DAYS:
        raise InputError("更新时限不对", where=where, remedy=f"写0至{_LONGEST_DUTY_DAYS}天；0表示没有时限")
    if not one.reason.strip() or not one.actor.strip():
        raise InputError("没有写明核对人或理由", where=where, remedy="补上")
