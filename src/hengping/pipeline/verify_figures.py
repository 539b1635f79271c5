"""The figures of the bulletins computed again: every query of the registry beside a bulletin answered anew."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from hengping.evidence.files import sha256_of
from hengping.evidence.run_folder import RunFolder
from hengping.model.text import Text
from hengping.pipeline.context import Run
from hengping.pipeline.judged_report import judged_inputs
from hengping.pipeline.stage_report import report_inputs
from hengping.pipeline.stamps import bytes_digest
from hengping.pipeline.verify_records import Mismatch
from hengping.report.bulletin import bulletin
from hengping.report.figures.registry import registry_bytes, registry_of
from hengping.report.inputs import ReportInputs
from hengping.report.names import bulletin_name
from hengping.report.view import ReportView

_DIFFERENT = Text("通报中的数字与由结果复算所得不一致", "figures of the bulletin differ from those computed again")
_UNREADABLE = Text("通报中的数字无法复算（{why}）", "figures of the bulletin cannot be computed again ({why})")


def recompute_figures(run: Run) -> tuple[int, list[Mismatch]]:
    """How many registries of a run were made again, and which of them are not as they stand.

    Those of systems without a bulletin are passed over: a run may be verified before its documents are written.
    """
    return _recompute(
        run.path, list(run.systems), lambda: report_inputs(run, kept_ledger=not run.folder.facts_dir.is_dir())
    )


def recompute_judged_figures(root: Path, system_ids: Sequence[str], called: str = "") -> tuple[int, list[Mismatch]]:
    """As :func:`recompute_figures`, of a folder of ``judge``.

    Args:
        root: the folder.
        system_ids: its systems.
        called: its name where the documents were written; its own when empty.
    """
    return _recompute(root, system_ids, lambda: judged_inputs(root, called))


def _recompute(
    root: Path, system_ids: Sequence[str], inputs_of: Callable[[], ReportInputs]
) -> tuple[int, list[Mismatch]]:
    names = {key: f"{RunFolder(root).reports_dir.name}/{bulletin_name(key, 'json')}" for key in system_ids}
    standing = {key: name for key, name in names.items() if (root / name).is_file()}
    if not standing:
        return 0, []
    try:
        wrong = [
            Mismatch(kind="not_reproduced", path=standing[key], text=_DIFFERENT)
            for key, data in _made(inputs_of(), list(standing))
            if sha256_of(root / standing[key]) != bytes_digest(data)
        ]
    except Exception as error:  # noqa: BLE001 - whatever a forged file does to the computation, it is named
        text = _UNREADABLE.fill(why=error)
        return 0, [Mismatch(kind="unreadable", path=name, text=text) for name in standing.values()]
    return len(standing), wrong


def _made(inputs: ReportInputs, system_ids: Sequence[str]) -> Iterator[tuple[str, bytes]]:
    view = ReportView(inputs)
    for key in system_ids:
        document = bulletin(inputs, key, view=view)
        yield key, registry_bytes(registry_of(document, inputs, view.system(key)))
