"""``hengping verify`` of a kit: unpacked into a temporary folder, every byte held against its digest, all recomputed.

A kit holds less than a run. What may be missing is what :mod:`hengping.pipeline.kit_info` leaves out, and nothing else;
the manifest with its whole chain is there, so that each file that is there can be held against what was sealed.
"""

import csv
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import msgspec

from hengping.evidence.files import sha256_of
from hengping.evidence.manifest import FIRST_PREVIOUS, Line, check, head, sealed
from hengping.evidence.run_folder import RunFolder
from hengping.evidence.timestamps import check_stamps
from hengping.model import codec
from hengping.model.errors import HengpingError, RunError
from hengping.model.text import Text
from hengping.pipeline.context import Run, open_run
from hengping.pipeline.kit_evidence import CITED_INDEX, CITED_WARC, cited_faults
from hengping.pipeline.kit_info import FORMAT, KIT_FILE, MANIFEST, OWN_FILES, SUMS_FILE, KitInfo, left_out_as
from hengping.pipeline.kit_reviews import is_without_names
from hengping.pipeline.kit_unpacking import looks_like_zip, unpack
from hengping.pipeline.ledger import COLUMNS, finding_cells
from hengping.pipeline.progress import Progress, Silent
from hengping.pipeline.stage_check import read_findings
from hengping.pipeline.verify import recompute_results, verify
from hengping.pipeline.verify_figures import recompute_figures, recompute_judged_figures
from hengping.pipeline.verify_judged import is_judged, judged_systems, recompute_judged
from hengping.pipeline.verify_records import Mismatch, Verification

UNPACKING, SUMS = "unpack", "sums"
_TEXTS: dict[str, Text] = {
    "changed": Text("与 SHA256SUMS 记载的摘要不符，内容被改动", "does not have the digest in SHA256SUMS"),
    "missing": Text("文件缺失", "missing"),
    "unlisted": Text("未列入清单", "in the kit but not in the list"),
    "no_kit": Text("缺失或损坏，这不是 hengping kit 生成的核验包", "missing or damaged; this is no kit"),
    "format": Text("核验包的格式比本程序新，请升级程序", "the kit's format is newer than this program"),
    "head": Text("清单末行摘要与 kit.json 所载不符", "the manifest's head is not the one in kit.json"),
    "names": Text("不是去掉姓名后的样子，或与清单不符", "not as it must be without names"),
    "ledger": Text("空白、超期、结论各列与由检查结果复算所得不一致", "columns that follow from the findings differ"),
    "cited": Text("与检查结果所引的佐证摘要不符", "not the evidence that the findings cite"),
}


def verify_path(path: Path, progress: Progress | None = None) -> Verification:
    """Verify whatever it is: a kit or an unpacked kit, a run, a folder of ``judge``.

    Raises:
        RunError: it is none of them.
    """
    if not path.exists():
        raise RunError("没有这个文件或目录", where=str(path), remedy="检查路径")
    if path.is_file():
        if not looks_like_zip(path):
            raise RunError("不是核验包（.zip）", where=str(path), remedy="写 hengping kit 生成的文件，或评估结果目录")
        return verify_kit(path, progress)
    if (path / KIT_FILE).is_file():
        return _verify_unpacked(path.resolve(), progress or Silent())
    if is_judged(path):
        done, wrong = _judged(path.resolve(), progress or Silent())
        return Verification(files=0, recomputed=done, mismatches=tuple(wrong), of="judge")
    return _verify_run(path, progress)


def _verify_run(path: Path, progress: Progress | None) -> Verification:
    """A run with the figures of its bulletins, when these were written from the results that stand there."""
    result = verify(path, progress)
    if not result.holds or result.redo is not None:
        return result
    done, wrong = recompute_figures(open_run(path))
    return msgspec.structs.replace(result, recomputed=result.recomputed + done, mismatches=tuple(wrong))


def verify_kit(kit: Path, progress: Progress | None = None) -> Verification:
    """Verify a kit. Nothing is written but into a temporary folder, which is removed.

    Raises:
        RunError: the temporary folder has no room.
    """
    listener = progress or Silent()
    with tempfile.TemporaryDirectory(prefix="hengping-verify-") as place:
        root = Path(place).resolve()
        faults = unpack(kit, root, _told(listener))
        if faults:
            return _refused([Mismatch(kind=each.kind, path=each.path or kit.name, text=each.text) for each in faults])
        return _verify_unpacked(root, listener)


def _told(progress: Progress) -> Callable[[int, int], None]:
    def tell(done: int, total: int) -> None:
        if done == 1:
            progress.begin(UNPACKING, total)
        progress.advance(UNPACKING, f"{done}/{total}")
        if done == total:
            progress.end(UNPACKING)

    return tell


def _verify_unpacked(root: Path, progress: Progress) -> Verification:
    files, wrong = _sums(root, progress)
    info = _info(root)
    if info is None or info.format > FORMAT:
        kind = "no_kit" if info is None else "format"
        return _refused([_mismatch(kind, KIT_FILE), *wrong], files, info)
    if wrong:
        # What is changed already must not be computed with; the files are named.
        return _refused(wrong, files, info)
    # A kit may be anybody's: whatever its files do to the computation, they are named and nothing falls over.
    if info.of == "judge":
        done, wrong = _guarded(KIT_FILE, lambda: _judged(root, progress, info.id))
    else:
        done, wrong = _guarded(MANIFEST, lambda: (0, list(_manifest(root, info))))
        if not wrong:
            done, wrong = _guarded("run.json", lambda: _recompute(root, info, progress))
    stamps, faults = check_stamps(root)
    wrong += (_unreadable(path.relative_to(root).as_posix(), what) for path, what in faults)
    return Verification(
        files=files,
        recomputed=done,
        head=head(root),
        mismatches=tuple(wrong),
        stamps=tuple(stamps),
        of="kit",
        made_with=info.made_with,
        made_code=info.code,
    )


def _guarded(path: str, work: Callable[[], tuple[int, list[Mismatch]]]) -> tuple[int, list[Mismatch]]:
    """What a step found; a step that could not be done is a fault of the file it rests on."""
    try:
        return work()
    except Exception as error:  # noqa: BLE001 - whatever a forged file does to the computation, it is named
        return 0, [_unreadable(path, error)]


def _judged(root: Path, progress: Progress, called: str = "") -> tuple[int, list[Mismatch]]:
    done, wrong = recompute_judged(root, progress)
    if wrong:
        return done, wrong
    more, wrong = recompute_judged_figures(root, judged_systems(RunFolder(root)), called)
    return done + more, wrong


def _refused(wrong: list[Mismatch], files: int = 0, info: KitInfo | None = None) -> Verification:
    return Verification(
        files=files,
        recomputed=0,
        mismatches=tuple(wrong),
        of="kit",
        made_with=info.made_with if info else "",
        made_code=info.code if info else "",
    )


def _info(root: Path) -> KitInfo | None:
    try:
        return codec.decode((root / KIT_FILE).read_bytes(), KitInfo)
    except (OSError, msgspec.DecodeError, RecursionError):
        return None


def _sums(root: Path, progress: Progress) -> tuple[int, list[Mismatch]]:
    """Every file against ``SHA256SUMS``: how many there are, and what does not hold."""
    try:
        listed = _listed((root / SUMS_FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return 0, [_mismatch("no_kit", SUMS_FILE)]
    wrong = []
    progress.begin(SUMS, len(listed))
    for name, digest in listed.items():
        path = root / name
        if not path.is_file() or path.is_symlink():
            wrong.append(_mismatch("missing", name))
        elif sha256_of(path) != digest:
            wrong.append(_mismatch("changed", name))
        progress.advance(SUMS, name)
    progress.end(SUMS)
    standing = {path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_symlink() or path.is_file()}
    wrong.extend(_mismatch("unlisted", name) for name in sorted(standing - listed.keys() - {SUMS_FILE}))
    return len(listed) + 1, wrong


def _listed(text: str) -> dict[str, str]:
    """Digest by name.

    Raises:
        ValueError: a line is not as ``sha256sum`` writes it, or a name leads out of the folder.
    """
    listed = {}
    for line in text.splitlines():
        digest, mark, name = line.partition("  ")
        if (
            not mark
            or len(digest) != len(FIRST_PREVIOUS)
            or not name
            or name.startswith("/")
            or ".." in name.split("/")
        ):
            raise ValueError(line)
        listed[name] = digest
    return listed


def _manifest(root: Path, info: KitInfo) -> Iterator[Mismatch]:
    """The chain, and every file that is there or must be."""
    replaced = {each.path: each.sealed for each in info.replaced}
    if head(root) != info.head:
        yield _mismatch("head", MANIFEST)
    lines: Mapping[str, Line] = {}
    for fault in check(root):
        if fault.kind == "missing" and left_out_as(fault.path, evidence=info.evidence, documents=info.documents):
            continue
        if fault.kind == "unlisted" and (fault.path in OWN_FILES or _is_cited(fault.path, info)):
            continue
        if fault.kind == "changed" and fault.path in replaced:
            continue
        yield Mismatch(kind=fault.kind, path=fault.path, text=fault.text)
        if fault.kind == "chain_broken":
            return
    lines = sealed(root)
    for name, digest in replaced.items():
        path = root / name
        good = name in lines and lines[name].sha256 == digest and name.startswith("reviews/") and path.is_file()
        try:
            good = good and is_without_names(path)
        except HengpingError:
            good = False
        if not good:
            yield _mismatch("names", name)


def _is_cited(name: str, info: KitInfo) -> bool:
    return (
        info.evidence == "cited"
        and name.startswith("evidence/")
        and name.endswith((f"/{CITED_WARC}", f"/{CITED_INDEX}"))
    )


def _recompute(root: Path, info: KitInfo, progress: Progress) -> tuple[int, list[Mismatch]]:
    run = open_run(root, progress=progress)
    if (tuple(run.systems), len(run.sites)) != (info.systems, info.sites):
        return 0, [_mismatch("no_kit", KIT_FILE)]
    done, wrong = recompute_results(run)
    wrong += (_mismatch("cited", name) for name in cited_faults(run.folder, (site.site_code for site in run.sites)))
    more, differing = recompute_figures(run)
    wrong += differing
    ledger = run.folder.ledger_csv.relative_to(root).as_posix()
    _, unread = _guarded(ledger, lambda: (1, [] if _ledger_holds(run) else [_mismatch("ledger", ledger)]))
    return done + more + 1, [*wrong, *unread]


def _ledger_holds(run: Run) -> bool:
    """Whether the ledger's columns that follow from findings do; the others follow from facts, which are not here."""
    path = run.folder.ledger_csv
    if not path.is_file():
        return False
    told: dict[str, dict[str, tuple[str, str, str]]] = {}
    with path.open(encoding="utf-8", newline="") as stream:
        rows = csv.DictReader(stream)
        if tuple(rows.fieldnames or ()) != COLUMNS:
            return False
        for row in rows:
            cells = (row["blank"], row["stale"], row["outcome"])
            told.setdefault(row["site_code"], {})[row["section_id"]] = cells
    codes = [site.site_code for site in run.sites]
    if not told.keys() <= set(codes):
        return False
    return all(
        finding_cells(read_findings(run.folder, code), told.get(code, {})) == told.get(code, {}) for code in codes
    )


def _mismatch(kind: str, path: str) -> Mismatch:
    return Mismatch(kind=kind, path=path, text=_TEXTS[kind])


def _unreadable(path: str, error: Exception | str) -> Mismatch:
    # Without the place: it names a temporary folder.
    what = error.what if isinstance(error, HengpingError) else error
    return Mismatch(kind="unreadable", path=path, text=Text(zh=f"无法读取：{what}", en=f"cannot be read: {what}"))
