"""What an approval is bound to: a digest over everything that would be published."""

from __future__ import annotations

from functools import lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING

from hengping.evidence.manifest import sealed
from hengping.model.errors import HengpingError
from hengping.pipeline.context import open_run
from hengping.pipeline.corrections_register import read_register
from hengping.pipeline.corrections_version import frozen_sources
from hengping.web.apps.campaigns.results import manifest_stamp, results_digest
from hengping.web.apps.cases.selectors import cases_digest
from hengping.web.apps.publishing.models import Approval
from hengping.web.apps.runs.selectors import current_run

if TYPE_CHECKING:
    from pathlib import Path

    from hengping.web.apps.campaigns.models import Campaign
    from hengping.web.apps.runs.models import Run


def subject_digest(campaign: Campaign, subject: str) -> str:
    """SHA-256 of what is approved as it is now; empty: there is nothing to approve.

    Lists: the tables of the lists, and the cases on theirs. Publication: results, public documents, cases, and the
    moment from which they are public. Correction: results, public documents, and the version that is corrected.
    """
    run = current_run(campaign)
    if run is None:
        return ""
    if subject == Approval.Subject.LISTS:
        parts = [results_digest(run, lists_only=True), cases_digest(campaign)]
    else:
        extra = _version(run)
        if subject == Approval.Subject.PUBLICATION:
            extra = f"{campaign.embargo_until or ''}\n{cases_digest(campaign)}"
        parts = [results_digest(run), _documents(run), extra]
    if not parts[0]:
        return ""
    return sha256("\n".join([subject, str(run.pk), *parts]).encode()).hexdigest()


def _documents(run: Run) -> str:
    """Digest over the public documents as they are sealed."""
    return _documents_of(run.path, manifest_stamp(run))


@lru_cache(maxsize=32)
def _documents_of(run: Path, _stamp: tuple[int, int]) -> str:
    try:
        lines = sealed(run)
        names = sorted(path.relative_to(run).as_posix() for path, _name in frozen_sources(open_run(run)))
    except (HengpingError, OSError):
        return ""
    return sha256("\n".join(f"{name} {lines[name].sha256}" for name in names if name in lines).encode()).hexdigest()


def _version(run: Run) -> str:
    try:
        return str(len(read_register(run.path).entries))
    except HengpingError:
        return ""
