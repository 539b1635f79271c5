"""What is kept of a rendered page beside its document: pictures and axe results, each once."""

from datetime import datetime
from pathlib import Path

from hengping.collect.browser.fleet import HEIGHT, WIDTH
from hengping.collect.browser.page import Rendered
from hengping.evidence.shots import AXE_DIR, SHOTS_DIR, ShotKind, add_axe, add_shot, read_axe, read_shots
from hengping.model.evidence import Capture


def keep_files(evidence: Path, of: Capture, rendered: Rendered, taken_at: datetime) -> tuple[str, ...]:
    """Keep pictures and axe results of a page; what an earlier, killed call has kept already stays as it is.

    Args:
        evidence: the site's evidence folder.
        of: the page as served.
        rendered: the page as the browser had it.
        taken_at: UTC.

    Returns:
        Paths relative to the evidence folder, of those that are there now.

    Raises:
        EvidenceError: the disk is full or the place cannot be written.
    """
    files = {shot.kind: f"{SHOTS_DIR}/{shot.file}" for shot in read_shots(evidence) if shot.record_id == of.record_id}
    pictures: tuple[tuple[ShotKind, bytes, int], ...] = (
        ("viewport", rendered.viewport, HEIGHT),
        ("full", rendered.full, rendered.full_height),
    )
    for kind, data, height in pictures:
        if data and kind not in files:
            shot = add_shot(
                evidence,
                data,
                url=of.url,
                width=WIDTH,
                height=height,
                taken_at=taken_at,
                record_id=of.record_id,
                kind=kind,
            )
            files[kind] = f"{SHOTS_DIR}/{shot.file}"
    found = [f"{AXE_DIR}/{entry.file}" for entry in read_axe(evidence) if entry.record_id == of.record_id]
    if rendered.axe and not found:
        entry = add_axe(evidence, rendered.axe, url=of.url, taken_at=taken_at, record_id=of.record_id)
        found.append(f"{AXE_DIR}/{entry.file}")
    return (*files.values(), *found)
