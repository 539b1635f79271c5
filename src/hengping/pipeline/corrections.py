"""``hengping publish`` and ``hengping erratum``: what was published is frozen; a correction is a numbered next version.

What can go wrong, and what then happens:

- Killed while a version is written: it lies in the working notes and is made anew.
- Killed after it took its place, before the register names it: it is removed and made anew by the next call.
- Killed after the register names it, before it is sealed: the next call seals it as it stands.
"""

import shutil
from datetime import date
from pathlib import Path

import msgspec

from hengping.evidence.manifest import unsealed
from hengping.model.errors import InputError, RunError
from hengping.pipeline import stage_report
from hengping.pipeline.context import Run, open_run
from hengping.pipeline.corrections_compare import make_erratum
from hengping.pipeline.corrections_register import (
    PUBLICATIONS,
    Publication,
    Register,
    read_publication,
    read_register,
    version_folder,
)
from hengping.pipeline.corrections_version import Version, differs, frozen_sources, seal_versions
from hengping.pipeline.progress import Progress
from hengping.pipeline.run_info import today
from hengping.pipeline.run_lock import run_lock
from hengping.pipeline.stage_rank import read_results
from hengping.pipeline.verify import recompute_results
from hengping.pipeline.verify_publications import register_faults
from hengping.report.erratum_inputs import Erratum

LABEL = "更正〔{year}〕第{number}号"
"""Number of an erratum as printed, unless another form is asked for."""
_STAGES_BEFORE = ("score", "rank", "report")
_SHOWN = 3


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked of a publication.

    Attributes:
        by: body or office that publishes; it is public.
        on: date of the document; None: today, in China.
        force: why it is published although results are provisional; empty: it is refused then.
        cause: of an erratum: why.
        label: of an erratum: its number, with ``{year}`` and ``{number}`` filled in.
        act_log: digest of the platform's log of acts; recorded and sealed with the publication.
    """

    by: str
    on: date | None = None
    force: str = ""
    cause: str = ""
    label: str = LABEL
    act_log: str = ""


class Published(msgspec.Struct, frozen=True, kw_only=True):
    """What a call came to.

    Attributes:
        publication: the version that stands now.
        is_new: whether this call made it; False: nothing had changed.
        erratum: of a correction.
        files: documents and data of the version.
    """

    publication: Publication
    is_new: bool
    erratum: Erratum | None = None
    files: tuple[Path, ...] = ()


def publish(path: Path, asked: Asked, progress: Progress | None = None) -> Published:
    """Freeze the results and documents of a run as version 1.

    Raises:
        InputError: who publishes is missing; something else was published already.
        RunError: results are provisional, not finished, or not what the data give.
    """
    _require(asked.by, "--by", "写明由谁公布，例如处室名称；将随核验包公开")
    with run_lock(path):
        run = open_run(path, progress=progress)
        register = _mended(run)
        if register.entries:
            standing = read_publication(run.path, register.entries[-1].version)
            if differs(run, standing.version):
                raise InputError(
                    f"已公布第{standing.version}版，现在的结果与它不同",
                    where=str(path),
                    remedy="用 hengping erratum 发布更正",
                )
            return Published(publication=standing, is_new=False)
        forced = _refuse_unready(run, asked)
        version = Version(run, 1)
        made = version.publication(
            "publication", by=asked.by, on=asked.on or today(), forced=forced, act_log=asked.act_log
        )
        return Published(publication=made, is_new=True, files=version.finish(register, made))


def correct(path: Path, asked: Asked, progress: Progress | None = None) -> Published:
    """Publish the results as they are now as a correction of those published before.

    Raises:
        InputError: cause or publisher is missing, nothing was published yet, or the number was used already.
        RunError: as :func:`publish`.
    """
    _require(asked.by, "--by", "写明由谁公布，例如处室名称；将随核验包公开")
    _require(asked.cause, "--cause", "写明更正原因，印在更正通知上")
    with run_lock(path):
        run = open_run(path, progress=progress)
        register = _mended(run)
        if not register.entries:
            raise InputError("还没有公布过", where=str(path), remedy="先用 hengping publish 公布")
        last = register.entries[-1]
        forced = _refuse_unready(run, asked)
        if not differs(run, last.version):
            return Published(publication=read_publication(run.path, last.version), is_new=False)
        issued_on, cause = asked.on or today(), asked.cause.strip()
        label = _label(register, asked.label, issued_on)
        version = Version(run, last.version + 1)
        erratum = make_erratum(
            run,
            version.work,
            before=last.version,
            after=version.number,
            label=label,
            cause=asked.cause.strip(),
            on=issued_on,
        )
        version.add_erratum(erratum)
        made = version.publication(
            "erratum", by=asked.by, on=issued_on, forced=forced, cause=cause, label=label, act_log=asked.act_log
        )
        return Published(publication=made, is_new=True, erratum=erratum, files=version.finish(register, made))


def _refuse_unready(run: Run, asked: Asked) -> str:
    """See that what stands there may be published; the reason why it is all the same, or nothing.

    Raises:
        RunError: it may not.
    """
    for key in run.systems:
        if not (run.folder.results_dir(key) / "results.json").is_file():
            raise RunError("还没有排名结果", where=str(run.path), remedy="先运行 hengping run 做完")
    redo = f"依次运行 {'、'.join(f'hengping {stage}' for stage in _STAGES_BEFORE)} 后再公布"
    _, wrong = recompute_results(run)
    wrong_paths = [each.path for each in wrong] or [
        path.relative_to(run.path).as_posix() for path in unsealed(run.path, (each for each, _ in frozen_sources(run)))
    ]
    if wrong_paths:
        listed = "、".join(wrong_paths[:_SHOWN]) + (f" 等{len(wrong_paths)}个文件" if len(wrong_paths) > _SHOWN else "")
        raise RunError(f"结果与现有的数据和人工决定不一致：{listed}", where=str(run.path), remedy=redo)
    if not stage_report.up_to_date(run):
        raise RunError("通报等文档不是由现在的结果生成的", where=str(run.path), remedy=redo)
    reasons = [each.unpublishable_reason for each in read_results(run).values() if not each.publishable]
    if not reasons:
        return ""
    if not asked.force.strip():
        raise RunError(
            f"结果为暂定，不能公布：{'；'.join(dict.fromkeys(reasons))}",
            where=str(run.path),
            remedy="处理完后再公布；确需先行公布的，加 --force --reason 理由，理由将被记录",
        )
    return asked.force.strip()


def _label(register: Register, form: str, on: date) -> str:
    """The number of the next erratum: counted within its year.

    Raises:
        InputError: the form cannot be filled, or the number was used already.
    """
    same_year = sum(entry.kind == "erratum" and entry.published_on.year == on.year for entry in register.entries)
    try:
        label = form.format(year=on.year, number=same_year + 1).strip()
    except (KeyError, IndexError, ValueError) as error:
        raise InputError(
            "编号的写法有误", where=f"--label {form}", remedy="可用 {year} 和 {number}，如 更正〔{year}〕第{number}号"
        ) from error
    if not label or any(entry.label == label for entry in register.entries):
        raise InputError(f"编号“{label}”为空或已用过", where="--label", remedy="换一个编号")
    return label


def _mended(run: Run) -> Register:
    """The register, after a call that was killed was brought to its end or taken back.

    Raises:
        RunError: a published version was changed.
    """
    register = read_register(run.path)
    place = run.path / PUBLICATIONS
    known = {version_folder(run.path, entry.version).name for entry in register.entries}
    for folder in [*place.iterdir()] if place.is_dir() else []:
        if folder.is_dir() and folder.name not in known:
            shutil.rmtree(folder)
    if register.entries:
        # What was changed must not be sealed as if it had been published so.
        if faults := register_faults(run.path):
            raise RunError(faults[0].text.zh, where=str(run.path / faults[0].path), remedy="从备份恢复 publications/")
        seal_versions(run)
    return register


def _require(text: str, option: str, remedy: str) -> None:
    if not text.strip():
        raise InputError("不能为空", where=option, remedy=remedy)
