"""Whether documents can be made of a judged table: looked at before the first one is, and all that is missing named.

Reading the scores of thousands of sites and writing the first documents takes minutes; what only then turns out to be
missing has cost them.
"""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from hengping.evidence.run_folder import RunFolder
from hengping.indicators.load import library_folder
from hengping.model.errors import HengpingError, InputError
from hengping.pipeline.document_file import DocumentFile, read_document_file
from hengping.pipeline.documents import FOLDER, TEMPLATE, TEXT
from hengping.report.render.docx_template import opened_template
from hengping.report.render.pdf import chosen_faces

_ROUND = "写一个 bulletin.yaml，其中 round: {title: …, organiser: …, as_of: 2026-11-20}，用 --text 给出"
_PATH = "检查路径，相对于文稿所在的目录"
_NAMED = ("observations", "cases", "template")


def refuse_unready(path: Path, text: Path | None = None) -> None:
    """Say in one message all that documents of a judged table lack.

    Args:
        path: the judged folder.
        text: the organiser's file that is about to be taken over; None: what was frozen before counts.

    Raises:
        InputError: names everything that is missing or wrong, and what to do.
    """
    faults = list(_faults(path, text))
    if len(faults) == 1:
        raise faults[0]
    if faults:
        listed = "；".join(f"（{number}）{each.what}，在{each.where}" for number, each in enumerate(faults, start=1))
        remedies = dict.fromkeys(each.remedy for each in faults)
        raise InputError(
            f"还不能生成文件，缺少或者有误的共{len(faults)}处：{listed}", where=str(path), remedy="；".join(remedies)
        )


def _faults(path: Path, text: Path | None) -> Iterator[InputError]:
    source = text or path / FOLDER / TEXT
    given = DocumentFile()
    if text is not None or source.exists():
        try:
            given = read_document_file(source)
        except InputError as error:
            yield error
        else:
            yield from _round_faults(given, source)
    else:
        yield InputError("没有写明这一轮评估的名称和监测时间点", where=str(path), remedy=_ROUND)
    if text is not None:
        yield from _missing_files(text, given)
    elif (frozen := path / FOLDER / TEMPLATE).exists():
        yield from _refused(partial(opened_template, frozen))
    yield from _missing_rules(RunFolder(path))
    yield from _refused(chosen_faces)


def _round_faults(given: DocumentFile, source: Path) -> Iterator[InputError]:
    if given.round is None:
        yield InputError("没有写明这一轮评估的名称和监测时间点", where=f"{source}，round", remedy=_ROUND)
    elif not given.round.title.strip():
        yield InputError("评估的名称是空的", where=f"{source}，round.title", remedy="写上评估的名称")


def _missing_files(text: Path, given: DocumentFile) -> Iterator[InputError]:
    for field in _NAMED:
        named = getattr(given, field)
        if not named:
            continue
        place = text.parent / named
        if not place.is_file():
            yield InputError(f"没有这个文件：{named}", where=f"{text}，{field}", remedy=_PATH)
        elif field == "template":
            yield from _refused(partial(opened_template, place))
    if given.previous and not (text.parent / given.previous).is_dir():
        yield InputError(
            f"没有上一轮的结果目录：{given.previous}",
            where=f"{text}，previous",
            remedy=_PATH,
        )


def _missing_rules(folder: RunFolder) -> Iterator[InputError]:
    again = "用同一个指标体系重新运行 hengping judge"
    for place in sorted(folder.scores_dir.iterdir()):
        results = folder.results_dir(place.name) / "results.json"
        if not results.is_file():
            yield InputError("没有排名结果", where=str(results), remedy=again)
        if not folder.system_file(place.name).is_file() and not (library_folder() / place.name).is_dir():
            yield InputError("指标体系文件不在结果目录，也不在库中", where=str(folder.path), remedy=again)


def _refused(work: Callable[[], object]) -> Iterator[InputError]:
    """The fault of a step that may be refused."""
    try:
        work()
    except InputError as error:
        yield error
    except HengpingError as error:
        yield InputError(error.what, where=error.where, remedy=error.remedy)
