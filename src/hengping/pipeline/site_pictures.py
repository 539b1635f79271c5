"""Pictures of evidence for a site's report: cut out of the archive, each record checked against its digest."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import msgspec

from hengping.checks.catalogue import catalogue
from hengping.evidence.archive import SiteArchive
from hengping.evidence.errors import EvidenceError
from hengping.evidence.shots import SHOTS_DIR, Shot, read_shots
from hengping.evidence.visits import VISITS_FILE, read_visits
from hengping.extract.excerpt import Excerpt, excerpt
from hengping.extract.marked import Wanted
from hengping.model.evidence import FAILURES, Capture, Visit
from hengping.model.finding import Finding
from hengping.pipeline.show import HTML_TYPES, VISITS, normal_forms, wanted_of
from hengping.report.finding_page import VISIT_ZH, ShownCapture
from hengping.report.render.labels import local_time
from hengping.report.site_report.extras import EvidencePicture, Screenshot
from hengping.report.wording import cut, printable

_PAGES = frozenset({"home", "page", "frame", "rendered"})
_LEAKS = frozenset({"personal_data"})
"""Checks whose findings name pages that show what must not be shown again: text is masked, a photograph cannot be."""
_MOST_RECORDS = 4
_MOST_SHOTS = 3
MOST_SHOT_BYTES = 400_000
"""A larger screenshot is left out: it would make every copy of the report as large."""
_LONGEST_ADDRESS = 120


class SiteEvidence:
    """What the archive of one site holds of its findings; its index is read once.

    Args:
        folder: the site's evidence folder.
        findings: of the site.
    """

    def __init__(self, folder: Path, findings: Sequence[Finding]) -> None:
        self._archive = SiteArchive(folder)
        self._folder = folder
        self._shown: dict[tuple[str, Wanted], Excerpt | None] = {}
        cited = {ref.record_id for row in findings for ref in row.evidence}
        self._leaking = {ref.record_id for row in findings if row.check in _LEAKS for ref in row.evidence}
        sources = {form for row in findings for form in _source_forms(row)}
        self.captures: dict[str, Capture] = {}
        self._pages: dict[str, Capture] = {}
        for capture in self._archive.iter_captures():
            if capture.record_id in cited:
                self.captures[capture.record_id] = capture
            if capture.url in sources and capture.purpose in _PAGES:
                self._pages[capture.url] = capture

    @property
    def visits(self) -> dict[int, Visit]:
        """Availability visits by number; of several vantage points the last one."""
        return {visit.number: visit for visit in read_visits(self._folder / VISITS_FILE)}

    def pictures(self, findings: Iterable[Finding]) -> dict[str, EvidencePicture]:
        """Pictures by finding id; a finding of which the archive holds nothing to show has none."""
        visits = self.visits
        shots = {shot.record_id: shot for shot in read_shots(self._folder) if shot.kind == "viewport"}
        found: dict[str, EvidencePicture] = {}
        seen: set[str] = set()
        for finding in findings:
            picture = self._picture(finding, visits)
            if picture is None:
                continue
            shot = shots.get(picture.record_id)
            if picture.record_id in self._leaking:
                shot = None
            if shot is not None and shot.file not in seen and len(seen) < _MOST_SHOTS:
                seen.add(shot.file)
                picture = msgspec.structs.replace(picture, screenshot=self._screenshot(shot))
            found[finding.finding_id] = picture
        return found

    def _picture(self, finding: Finding, visits: Mapping[int, Visit]) -> EvidencePicture | None:
        source = next((self._pages[form] for form in _source_forms(finding) if form in self._pages), None)
        cited = [self.captures[ref.record_id] for ref in finding.evidence if ref.record_id in self.captures]
        captures = list(dict.fromkeys([source, *cited] if source else cited))
        numbers = _visit_numbers(finding)
        records = [_visit_line(visits[number]) for number in numbers if number in visits]
        if not captures:
            return self._of_visits(finding, records)
        first = captures[0]
        piece = self._excerpt(first, finding)
        shown = EvidencePicture(
            finding_id=finding.finding_id,
            url=printable(first.url),
            record_id=first.record_id,
            digest=first.digest,
            captured_at=first.fetched_at,
            result="" if piece else f"结果：{ShownCapture(capture=first).result}",
            records=_limited([*(_record_line(each) for each in captures[1:]), *records]),
        )
        if piece is None:
            return shown
        return msgspec.structs.replace(
            shown,
            before=_printable_lines(piece.before),
            marked=_printable_lines(piece.marked),
            after=_printable_lines(piece.after),
            frame="none" if not piece.marked else "fault" if piece.found else "missing",
            cut_before=piece.cut_before,
            cut_after=piece.cut_after,
        )

    def _of_visits(self, finding: Finding, records: Sequence[str]) -> EvidencePicture | None:
        if not records:
            return None
        return EvidencePicture(
            finding_id=finding.finding_id,
            url=printable(finding.subject.url),
            digest=finding.evidence[0].digest,
            records=_limited(records),
        )

    def _excerpt(self, capture: Capture, finding: Finding) -> Excerpt | None:
        if capture.status == 0 or capture.mime not in HTML_TYPES:
            return None
        wanted = wanted_of(finding, catalogue().get(finding.check))
        key = (capture.record_id, wanted)
        if key not in self._shown:
            self._shown[key] = self._cut_out(capture, wanted)
        return self._shown[key]

    def _cut_out(self, capture: Capture, wanted: Wanted) -> Excerpt | None:
        body = self._archive.read(capture).body
        return excerpt(body, capture.url, wanted, content_type=capture.content_type) if body else None

    def _screenshot(self, shot: Shot) -> Screenshot | None:
        """The file as it was taken; None when it was dropped by a retention policy or is too large.

        Raises:
            EvidenceError: it was changed since.
        """
        path = self._folder / SHOTS_DIR / shot.file
        try:
            data = path.read_bytes()
        except FileNotFoundError:
            return None
        if hashlib.sha256(data).hexdigest() != shot.sha256:
            raise EvidenceError("截图与其校验值不符", where=str(path), remedy="从备份恢复，或用 hengping verify 查看")
        if len(data) > MOST_SHOT_BYTES:
            return None
        return Screenshot(
            jpeg=data, width=shot.width, height=shot.height, taken_at=shot.taken_at, digest=f"sha256:{shot.sha256}"
        )


def _source_forms(finding: Finding) -> tuple[str, ...]:
    source = finding.values.get("source_url")
    return normal_forms(source) if isinstance(source, str) and source else ()


def _visit_numbers(finding: Finding) -> list[int]:
    ids = [ref.record_id for ref in finding.evidence if ref.record_id.startswith(VISITS)]
    return [int(each.removeprefix(VISITS).partition(":")[0]) for each in ids]


def _record_line(capture: Capture) -> str:
    result = ShownCapture(capture=capture).result
    when = local_time(capture.fetched_at)
    return f"{cut(printable(capture.url), _LONGEST_ADDRESS)}：{result}（{when}，{capture.digest}）"


def _visit_line(visit: Visit) -> str:
    fault = FAILURES[visit.failure].zh if visit.failure else f"HTTP状态{visit.status}" if visit.status else ""
    said = f"，{fault}" if fault else ""
    return f"第{visit.number}次拨测，{local_time(visit.visited_at)}：{VISIT_ZH[visit.result]}{said}"


def _limited(records: Sequence[str]) -> tuple[str, ...]:
    if len(records) <= _MOST_RECORDS:
        return tuple(records)
    return (*records[:_MOST_RECORDS], f"另有{len(records) - _MOST_RECORDS}条记录")


def _printable_lines(text: str) -> str:
    return "\n".join(printable(line) for line in text.split("\n"))
