"""Reads: approvals, documents, jobs."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from hengping.evidence.manifest import sealed
from hengping.model.errors import HengpingError
from hengping.report.names import CHARTS, OPEN_DATA, PUBLIC, SITES, site_page_name, site_pdf_name
from hengping.web.apps.publishing import making
from hengping.web.apps.publishing.digests import subject_digest
from hengping.web.apps.publishing.models import Approval, DocumentJob
from hengping.web.apps.runs.selectors import current_run
from hengping.web.apps.work.selectors import latest

if TYPE_CHECKING:
    from pathlib import Path

    from hengping.web.apps.campaigns.models import Campaign
    from hengping.web.apps.roster.models import RosterEntry
    from hengping.web.apps.runs.models import Run
    from hengping.web.apps.work.models import Work

NEEDED = 2
"""People whose approval is needed."""
REPORTS = "reports"
_NAMES = (
    ("bulletin-", ".docx", "通报（Word）"),
    ("bulletin-", ".pdf", "通报（PDF）"),
    ("bulletin-", ".html", "通报（网页）"),
    ("bulletin-", ".json", "通报所用数字的来源"),
    ("press-", ".docx", "新闻稿（Word）"),
    ("workbook", ".xlsx", "结果工作簿（Excel）"),
    ("cases", "", "创新案例"),
    ("index", ".html", "文件目录（网页）"),
)
"""What files are called for people, by how their names begin and end."""
_GROUPS = ((SITES, "单站诊断报告"), (OPEN_DATA, "开放数据"), (PUBLIC, "公开网页"), (CHARTS, "图表"))


@dataclass(frozen=True, kw_only=True)
class ApprovalState:
    """How an approval stands.

    Attributes:
        digest: of what is to be approved now; empty: nothing can be.
        given: approvals of exactly that.
        void: approvals of what stood there before, and withdrawn ones.
    """

    subject: Approval.Subject
    digest: str
    given: tuple[Approval, ...]
    void: tuple[Approval, ...]

    @property
    def complete(self) -> bool:
        """Whether two different people approved what stands there now."""
        return bool(self.digest) and len({each.by_id for each in self.given}) >= NEEDED

    @property
    def left(self) -> int:
        """How many people are still to approve."""
        return max(NEEDED - len({each.by_id for each in self.given}), 0)


@dataclass(frozen=True, kw_only=True)
class Document:
    """A file that can be downloaded.

    Attributes:
        name: path within the run folder.
        title: for people.
        sha256: as sealed.
    """

    name: str
    title: str
    size: int
    sha256: str


@dataclass(kw_only=True)
class Documents:
    """The documents of a run.

    Attributes:
        main: bulletins and workbook.
        groups: the others: title, number of files, size in all.
        data: open data.
    """

    main: list[Document] = field(default_factory=list)
    data: list[Document] = field(default_factory=list)
    groups: list[tuple[str, int, int]] = field(default_factory=list)


def approval_state(campaign: Campaign, subject: str) -> ApprovalState:
    """How the approval of a subject stands."""
    digest = subject_digest(campaign, subject)
    rows = list(Approval.objects.filter(campaign=campaign, subject=subject).select_related("by"))
    given = tuple(each for each in rows if each.withdrawn_at is None and each.digest == digest)
    return ApprovalState(
        subject=Approval.Subject(subject), digest=digest, given=given,
        void=tuple(each for each in rows if each not in given),
    )  # fmt: skip


def documents(run: Run) -> Documents:
    """What was made and sealed."""
    found = Documents()
    try:
        lines = sealed(run.path)
    except HengpingError:
        return found
    sizes: dict[str, list[int]] = {}
    for name in sorted(each for each in lines if each.startswith(f"{REPORTS}/")):
        parts = name.split("/")[1:]
        made = Document(name=name, title=_title(parts[-1]), size=lines[name].size, sha256=lines[name].sha256)
        if len(parts) == 1:
            found.main.append(made)
        else:
            counted = sizes.setdefault(parts[0], [0, 0])
            counted[0] += 1
            counted[1] += made.size
            if parts[0] == OPEN_DATA:
                found.data.append(made)
    order = [title for _start, _end, title in _NAMES]
    found.main.sort(key=lambda each: (order.index(each.title) if each.title in order else len(order), each.name))
    found.groups = [(title, sizes[key][0], sizes[key][1]) for key, title in _GROUPS if key in sizes]
    return found


def site_documents(run: Run, entries: list[RosterEntry]) -> list[tuple[RosterEntry, list[Document]]]:
    """The documents of sites, beside their lines of the roster."""
    try:
        lines = sealed(run.path)
    except HengpingError:
        return []
    found = []
    for entry in entries:
        names = [
            (f"{REPORTS}/{SITES}/{site_page_name(entry.site_code)}", _("网页")),
            (f"{REPORTS}/{SITES}/{site_pdf_name(entry.site_code)}", "PDF"),
        ]
        made = [
            Document(name=name, title=title, size=lines[name].size, sha256=lines[name].sha256)
            for name, title in names
            if name in lines
        ]
        found.append((entry, made))
    return found


def document_path(run: Run, name: str) -> Path | None:
    """Where a document lies; None: the run sealed no such document."""
    try:
        known = name.startswith(f"{REPORTS}/") and name in sealed(run.path)
    except HengpingError:
        return None
    path = run.path / name
    return path if known and path.is_file() else None


def settled(job: DocumentJob) -> Work | None:
    """The work that makes it, as it stands now; None: it was made before there was such work."""
    work = latest(making.subject_of(job))
    if work is None and job.state == DocumentJob.State.RUNNING:
        job.state, job.told, job.ended_at = DocumentJob.State.FAILED, "进程中断，请重新生成", timezone.now()
        job.save(update_fields=["state", "told", "ended_at"])
    elif work is not None and work.is_active and job.state == DocumentJob.State.FAILED:
        DocumentJob.objects.filter(pk=job.pk).update(state=DocumentJob.State.RUNNING, ended_at=None)
        job.state = DocumentJob.State.RUNNING
    return work


def jobs(campaign: Campaign) -> list[tuple[DocumentJob, Work | None]]:
    """The latest jobs, with the work that does them."""
    latest_jobs = DocumentJob.objects.filter(campaign=campaign).select_related("asked_by", "campaign")[:10]
    return [(job, settled(job)) for job in latest_jobs]


def results_run(campaign: Campaign) -> Run | None:
    """The run whose documents are shown."""
    return current_run(campaign)


def _title(name: str) -> str:
    return next((title for start, end, title in _NAMES if name.startswith(start) and name.endswith(end)), name)
