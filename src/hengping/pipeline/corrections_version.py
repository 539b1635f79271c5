"""One published version: what is frozen of it, how it is written whole, and the erratum that leads to it."""

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Literal

from hengping.evidence.files import disk_error, sha256_of, sync_file, sync_folder, write_atomic
from hengping.evidence.manifest import head, seal, sealed
from hengping.model import codec
from hengping.pipeline.context import Run
from hengping.pipeline.corrections_compare import TOLD
from hengping.pipeline.corrections_register import (
    DOCUMENTS,
    ERRATUM_FILE,
    PUBLICATION_FILE,
    PUBLICATIONS,
    RESULTS,
    Publication,
    Register,
    read_publication,
    register_path,
    version_folder,
    with_entry,
)
from hengping.pipeline.kit_info import left_out_as
from hengping.pipeline.run_info import now
from hengping.pipeline.stage_score import read_reviews
from hengping.pipeline.stamps import STATE_FOLDER, bytes_digest, digest_of, file_digest
from hengping.report.erratum import erratum_document
from hengping.report.erratum_inputs import Erratum
from hengping.report.render import docx, pdf

STAGE = "publish"


class Version:
    """A version in the making, in the working notes of the run."""

    def __init__(self, run: Run, number: int) -> None:
        self.run = run
        self.number = number
        self.work = run.path / STATE_FOLDER / "publication"
        shutil.rmtree(self.work, ignore_errors=True)
        for source, name in frozen_sources(run):
            target = self.work / name
            try:
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(source, target)
                sync_file(target)
            except OSError as error:
                raise disk_error(error, target) from error

    def add_erratum(self, erratum: Erratum) -> None:
        """Write the erratum as data and as documents."""
        write_atomic(self.work / ERRATUM_FILE, codec.encode_pretty(erratum))
        document = erratum_document(erratum)
        for writer, name in ((docx.write, "erratum.docx"), (pdf.write, "erratum.pdf")):
            writer(document, self.work / name)
            sync_file(self.work / name)

    def publication(
        self,
        kind: Literal["publication", "erratum"],
        *,
        by: str,
        on: date,
        forced: str,
        cause: str = "",
        label: str = "",
        act_log: str = "",
    ) -> Publication:
        """What is recorded of it."""
        run = self.run
        files = sorted(path for path in self.work.rglob("*") if path.is_file())
        return Publication(
            version=self.number,
            kind=kind,
            label=label,
            cause=cause,
            by=by.strip(),
            published_on=on,
            recorded_at=now(),
            head=head(run.path),
            publishable=not forced,
            forced=forced,
            reviews=bytes_digest(codec.encode_lines(read_reviews(run.folder))),
            findings=digest_of(*(file_digest(run.folder.findings_file(site.site_code)) for site in run.sites)),
            files={path.relative_to(self.work).as_posix(): sha256_of(path) for path in files},
            act_log=act_log,
        )

    def finish(self, register: Register, publication: Publication) -> tuple[Path, ...]:
        """Put it in its place, name it in the register, seal it.

        Returns:
            The files of the version.
        """
        data = codec.encode_pretty(publication)
        write_atomic(self.work / PUBLICATION_FILE, data)
        place = version_folder(self.run.path, self.number)
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            self.work.rename(place)
        except OSError as error:
            raise disk_error(error, place) from error
        sync_folder(place.parent)
        write_atomic(register_path(self.run.path), codec.encode_pretty(with_entry(register, publication, data)))
        seal_versions(self.run)
        return tuple(sorted(path for path in place.rglob("*") if path.is_file()))


def frozen_sources(run: Run) -> Iterator[tuple[Path, str]]:
    """What is frozen and under which name: tables of results, and the public documents."""
    for key in run.systems:
        place = run.folder.results_dir(key)
        yield from ((path, f"{RESULTS}/{key}/{path.name}") for path in sorted(place.iterdir()) if path.is_file())
    reports = run.folder.reports_dir
    names = [name for name in sealed(run.path) if name.startswith(f"{reports.name}/")]
    for name in sorted(names):
        if not left_out_as(name, evidence="none", documents="public"):
            yield run.path / name, f"{DOCUMENTS}/{name.removeprefix(f'{reports.name}/')}"


def differs(run: Run, version: int) -> bool:
    """Whether the results are others than those of a version."""
    wanted = read_publication(run.path, version).files
    names = (f"{RESULTS}/{key}/{name}" for key in run.systems for name in TOLD)
    return any(wanted.get(name) != file_digest(run.path / name) for name in names)


def seal_versions(run: Run) -> None:
    """Seal what the register names and the manifest does not hold yet; of what was sealed only the register anew."""
    lines = sealed(run.path)
    files = [path for path in (run.path / PUBLICATIONS).rglob("*") if path.is_file()]
    new = [path for path in files if path.relative_to(run.path).as_posix() not in lines]
    seal(run.path, [*new, register_path(run.path)], STAGE)
