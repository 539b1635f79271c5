"""``hengping kit``: one file with which a third party computes every published number again.

What goes in and what stays out: :mod:`hengping.pipeline.kit_info` and docs/adr/0030. The same folder always gives the
same bytes. What can go wrong, and what then happens:

- Killed or disk full: the file asked for is not there, or the one before still is.
- A file is not what the manifest says: :class:`~hengping.model.errors.RunError` naming it; nothing is left behind.
- The packed kit does not verify: it is not put in place, and what does not hold is named.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path

import msgspec

from hengping import __version__
from hengping.evidence.files import disk_error, sha256_of, sync_folder
from hengping.evidence.manifest import head, sealed
from hengping.evidence.run_folder import RunFolder
from hengping.model import codec
from hengping.model.errors import InputError, RunError
from hengping.model.site import Site
from hengping.pipeline.context import open_run
from hengping.pipeline.document_file import read_document_file
from hengping.pipeline.documents import FOLDER as DOCUMENTS
from hengping.pipeline.documents import TEXT
from hengping.pipeline.judge_inputs import sites_file
from hengping.pipeline.kit_evidence import cited_files
from hengping.pipeline.kit_info import (
    KIT_FILE,
    MANIFEST,
    NOT_NEEDED,
    README_FILE,
    SUMS_FILE,
    Documents,
    Evidence,
    KitInfo,
    Replaced,
    left_out_as,
    left_out_of,
)
from hengping.pipeline.kit_readme import readme
from hengping.pipeline.kit_reviews import without_names
from hengping.pipeline.kit_zip import KitWriter, name_fault
from hengping.pipeline.progress import Progress, Silent
from hengping.pipeline.reading import read_rows
from hengping.pipeline.stage_score import review_files
from hengping.pipeline.verify_judged import is_judged, judged_systems
from hengping.pipeline.verify_kit import verify_kit
from hengping.pipeline.verify_records import Verification
from hengping.pipeline.verify_version import computing_code

STAGE = "kit"
Content = Path | bytes | Callable[[], bytes]


class KitOutcome(msgspec.Struct, frozen=True, kw_only=True):
    """What was packed.

    Attributes:
        path: the kit; nothing stands there when ``verification`` does not hold.
        info: what it says of itself.
        files: files inside.
        size: bytes of the kit.
        sha256: of the whole kit, to be published beside it.
        verification: the packed kit, verified as anybody could.
    """

    path: Path
    info: KitInfo
    files: int
    size: int
    sha256: str
    verification: Verification


def kit(
    source: Path,
    out: Path,
    *,
    evidence: Evidence = "none",
    documents: Documents = "public",
    named: bool = False,
    progress: Progress | None = None,
) -> KitOutcome:
    """Pack a finished run, or a folder of ``judge``, and verify what was packed.

    Args:
        source: the result folder; it is not written to.
        out: the ZIP file to make; an earlier one is replaced.
        evidence: ``none``; ``cited``: the archived records that faults and doubts rest on; ``all``.
        documents: ``public``, or ``all``: those for single operators too.
        named: keep names and reasons of the people who decided.
        progress: told what happens.

    Raises:
        InputError: the folder is neither, or the file cannot stand there.
        RunError: the run is not finished, damaged, or not as sealed.
    """
    listener = progress or Silent()
    if out.is_dir() or out.suffix.lower() != ".zip":
        raise InputError("核验包应是一个 .zip 文件", where=f"--out {out}", remedy="写成 --out 核验包.zip 的样子")
    root = source.resolve()
    if out.resolve().is_relative_to(root):
        raise InputError("核验包不能放在结果目录里面", where=f"--out {out}", remedy="换一个目录")
    if is_judged(root):
        info, contents = _judged(root, documents)
    else:
        info, contents = _run(root, evidence, documents, named=named)
    part = out.with_name(f".{out.name}.part")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        _write(part, info, contents, root, listener)
        verification = verify_kit(part, listener)
        outcome = KitOutcome(
            path=out,
            info=info,
            files=len(contents) + 3,
            size=part.stat().st_size,
            sha256=sha256_of(part),
            verification=verification,
        )
        if verification.holds:
            part.replace(out)
            sync_folder(out.parent)
    except OSError as error:
        raise disk_error(error, out) from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
    return outcome


def _run(root: Path, evidence: Evidence, documents: Documents, *, named: bool) -> tuple[KitInfo, dict[str, Content]]:
    run = open_run(root)
    for system_id in run.systems:
        if not (run.folder.results_dir(system_id) / "results.json").is_file():
            raise RunError("评估尚未做完，没有排名结果", where=str(root), remedy="先再次运行 hengping run 做完")
    lines = sealed(root)
    packed = {
        name: line for name, line in lines.items() if not left_out_as(name, evidence=evidence, documents=documents)
    }
    contents: dict[str, Content] = {name: root / name for name in packed}
    contents[MANIFEST] = run.folder.manifest
    # Time stamps are of the manifest and not in it; a request without an answer proves nothing.
    stamps = run.folder.timestamps_dir
    answered = {path.stem for path in stamps.glob("*.tsr")}
    contents |= {f"{stamps.name}/{path.name}": path for path in stamps.glob("*") if path.stem in answered}
    replaced: list[Replaced] = []
    if not named:
        for path, data in without_names(review_files(run.folder)).items():
            name = path.relative_to(root).as_posix()
            if name not in packed:
                raise RunError("人工决定还没有计入评分", where=str(path), remedy="先运行 hengping score、rank、report")
            contents[name] = data
            replaced.append(Replaced(path=name, sealed=packed[name].sha256))
    if evidence == "cited":
        for site in run.sites:
            contents |= cited_files(run.folder, site.site_code)
    campaign = run.info.settings
    info = KitInfo(
        of="run",
        id=campaign.id,
        title=campaign.title,
        organiser=campaign.organiser,
        as_of=run.as_of.isoformat(),
        systems=tuple(run.systems),
        sites=len(run.sites),
        made_with=__version__,
        code=computing_code(),
        head=head(root),
        evidence=evidence,
        documents=documents,
        named=named,
        left_out=left_out_of(lines.values(), evidence=evidence, documents=documents),
        replaced=tuple(sorted(replaced, key=lambda each: each.path)),
    )
    return info, contents


def _judged(root: Path, documents: Documents) -> tuple[KitInfo, dict[str, Content]]:
    folder = RunFolder(root)
    systems = judged_systems(folder)
    if not systems:
        raise RunError("没有得分", where=str(root), remedy="先运行 hengping judge")
    contents: dict[str, Content] = {}
    for path in sorted(_judged_files(folder, systems)):
        name = path.relative_to(root).as_posix()
        if left_out_as(name, evidence="none", documents=documents) in {"", "other"} and name not in NOT_NEEDED:
            contents[name] = path
    sites = {site.site_code for key in systems for site in read_rows(sites_file(folder, key), Site)}
    text = root / DOCUMENTS / TEXT
    told = read_document_file(text).round if text.is_file() else None
    info = KitInfo(
        of="judge",
        id=root.name,
        title=told.title if told else "",
        organiser=told.organiser if told else "",
        as_of=told.as_of.isoformat() if told else "",
        systems=tuple(systems),
        sites=len(sites),
        made_with=__version__,
        code=computing_code(),
        documents=documents,
    )
    return info, contents


def _judged_files(folder: RunFolder, systems: list[str]) -> Iterator[Path]:
    for key in systems:
        yield folder.system_file(key)
    places = [sites_file(folder, key).parent for key in systems]
    places += [place for key in systems for place in (folder.results_dir(key), folder.scores_dir / key)]
    for place in [*places, folder.reports_dir, folder.path / DOCUMENTS]:
        yield from (path for path in place.rglob("*") if path.is_file() and not path.name.startswith("."))


def _write(part: Path, info: KitInfo, contents: Mapping[str, Content], root: Path, progress: Progress) -> None:
    """The ZIP file; each file is held against the manifest while it is packed."""
    own: dict[str, Content] = {README_FILE: readme(info).encode(), KIT_FILE: codec.encode_pretty(info)}
    everything = {**contents, **own}
    for name in everything:
        if fault := name_fault(name):
            raise RunError(f"{fault}，不能装入核验包", where=str(root / name), remedy="改名后重做这一步")
    lines = sealed(root) if info.of == "run" else {}
    digests = {
        name: lines[name].sha256 if name in lines and isinstance(content, Path) else _digest(content)
        for name, content in everything.items()
    }
    ordered = sorted(everything, key=str.encode)
    everything[SUMS_FILE] = "".join(f"{digests[name]}  {name}\n" for name in ordered).encode()
    digests[SUMS_FILE] = _digest(everything[SUMS_FILE])
    progress.begin(STAGE, len(everything))
    with part.open("wb") as stream:
        writer = KitWriter(stream)
        for name in sorted(everything, key=str.encode):
            content = everything[name]
            if writer.add(name, content() if callable(content) else content) != digests[name]:
                raise RunError(
                    "与清单记载的摘要不符", where=str(root / name), remedy="用 hengping verify 查看；重做这一步"
                )
            progress.advance(STAGE, name)
        writer.finish()
    progress.end(STAGE)


def _digest(content: Content) -> str:
    if isinstance(content, Path):
        return sha256_of(content)
    return hashlib.sha256(content() if callable(content) else content).hexdigest()
