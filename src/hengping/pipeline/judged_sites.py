"""The reports of single sites of a judged table: written once, kept while what they show stays the same, or left out.

Thousands of sites take long. Every report is stamped when it stands, so that a process that was stopped goes on where
it was, and a second one writes only what has changed. All reports print the digest of the results: when the results
change, every report does.
"""

from collections.abc import Collection, Iterable
from pathlib import Path

import msgspec

from hengping.evidence.files import write_atomic
from hengping.evidence.run_folder import RunFolder
from hengping.model import codec
from hengping.model.errors import InputError
from hengping.model.site import Site
from hengping.pipeline.documents import frozen_files
from hengping.pipeline.progress import Progress
from hengping.pipeline.stamps import (
    STATE_FOLDER,
    code_digest,
    digest_of,
    file_digest,
    is_done,
    made_by,
    mark_done,
    unchanged,
)
from hengping.report.inputs import ReportInputs
from hengping.report.names import SITES, site_page_name, site_pdf_name
from hengping.report.view import ReportView
from hengping.report.write_all import site_documents

STAGE = "site_reports"
ALL, NONE = "all", "none"
_CODE = ("report", "scoring", "ranking", "pipeline/judged_sites.py", "pipeline/judged_report.py")
_MOST_NAMED = 5


class SiteReports(msgspec.Struct, frozen=True, kw_only=True):
    """What became of the reports of the sites.

    Attributes:
        files: all that stand now, in roster order.
        written, kept: reports made now, and reports that stood already, made from the same.
        removed: reports of earlier results that were not asked for.
        left_out: sites that were not asked for and have none.
    """

    files: tuple[Path, ...] = ()
    written: int = 0
    kept: int = 0
    removed: int = 0
    left_out: int = 0


def chosen(sites: Iterable[Site], asked: str) -> frozenset[str]:
    """Codes of the sites whose reports are asked for.

    Args:
        sites: that were judged.
        asked: ``all``, ``none``, or codes with commas between them.

    Raises:
        InputError: a code is of no site that was judged.
    """
    known = {site.site_code for site in sites}
    if asked in {ALL, NONE}:
        return frozenset(known if asked == ALL else ())
    codes = [code for part in asked.replace("，", ",").replace("、", ",").split(",") if (code := part.strip())]
    wrong = [code for code in codes if code not in known]
    if wrong or not codes:
        named = "、".join(wrong[:_MOST_NAMED]) + (f"等{len(wrong)}个" if len(wrong) > _MOST_NAMED else "")
        raise InputError(
            f"没有评过这样的网站：{named}" if wrong else "没有写网站标识码",
            where="--sites",
            remedy="写 all、none，或结果中的网站标识码，用逗号隔开",
        )
    return frozenset(codes)


def write_sites(path: Path, inputs: ReportInputs, codes: Collection[str], progress: Progress) -> SiteReports:
    """Write the reports that are asked for and do not stand already.

    A report that is not asked for stays when it was made from the same results. One of other results would contradict
    the bulletin beside it and is removed, unless somebody has changed it.

    Args:
        path: the judged folder.
        inputs: everything the documents are made from.
        codes: sites whose reports are asked for.
        progress: is told of every report.
    """
    reports = RunFolder(path).reports_dir / SITES
    common = _common(path, inputs)
    view: ReportView | None = None
    files: list[Path] = []
    written = kept = 0
    if codes:
        progress.begin(STAGE, len(codes))
    for site in inputs.sites:
        code, asked = site.site_code, site.site_code in codes
        outputs = _outputs(reports, site)
        made_from = _digest(path, inputs, site, common)
        stands = is_done(path, STAGE, code, made_from, outputs)
        if stands:
            kept += 1
            files += outputs
        elif asked:
            view = view or ReportView(inputs)
            for file, data in zip(outputs, site_documents(view, code), strict=True):
                write_atomic(file, data)
            mark_done(path, STAGE, code, made_from, outputs)
            written += 1
            files += outputs
        if asked:
            progress.advance(STAGE, code, skipped=stands)
    if codes:
        progress.end(STAGE)
    return SiteReports(
        files=tuple(files),
        written=written,
        kept=kept,
        removed=withdraw_sites(path, files),
        left_out=len(inputs.sites) - written - kept,
    )


def standing(path: Path, inputs: ReportInputs) -> frozenset[str]:
    """Codes of the sites whose reports stand, made from what stands now."""
    reports = RunFolder(path).reports_dir / SITES
    common = _common(path, inputs)
    return frozenset(
        site.site_code
        for site in inputs.sites
        if is_done(path, STAGE, site.site_code, _digest(path, inputs, site, common), _outputs(reports, site))
    )


def withdraw_sites(path: Path, files: Collection[Path]) -> int:
    """Remove reports of earlier results that were not written again, unless somebody has changed them since.

    Args:
        path: the judged folder.
        files: the reports that stand.

    Returns:
        How many sites lost their report.
    """
    kept, removed = set(files), 0
    for stamp in sorted((path / STATE_FOLDER / STAGE).glob("*.json")):
        if not kept.isdisjoint(made_by(path, STAGE, stamp.stem)):
            continue
        left = unchanged(path, STAGE, stamp.stem)
        for file in left:
            file.unlink(missing_ok=True)
        stamp.unlink()
        removed += bool(left)
    return removed


def _outputs(reports: Path, site: Site) -> tuple[Path, Path]:
    return reports / site_page_name(site.site_code), reports / site_pdf_name(site.site_code)


def _common(path: Path, inputs: ReportInputs) -> str:
    """Digest of what every report shows or depends on."""
    return digest_of(
        code_digest(*_CODE),
        codec.encode(dict(sorted(inputs.digests.items()))),
        inputs.generated_for,
        *(file_digest(file) for file in frozen_files(path)),
    )


def _digest(path: Path, inputs: ReportInputs, site: Site, common: str) -> str:
    folder = RunFolder(path)
    scores = (file_digest(folder.score_file(each.results.system_id, site.site_code)) for each in inputs.systems)
    return digest_of(common, codec.encode(site), *scores)
