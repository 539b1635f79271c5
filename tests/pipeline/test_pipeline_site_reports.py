"""Reports of sites in a run: made from the archive, written again only where something changed."""

import json
import re
import shutil
from decimal import Decimal
from functools import partial

import msgspec
import pytest

from hengping.evidence.archive import SiteArchive
from hengping.evidence.errors import EvidenceError
from hengping.evidence.files import write_atomic
from hengping.evidence.shots import add_shot
from hengping.model import codec
from hengping.model.errors import InputError
from hengping.model.evidence import EvidenceRef
from hengping.pipeline.bench.report_folder import make_run
from hengping.pipeline.context import open_run
from hengping.pipeline.explain import SiteInRun
from hengping.pipeline.site_gains import gains_of
from hengping.pipeline.site_pictures import SiteEvidence
from hengping.pipeline.site_reports import STAGE, site_reports
from hengping.pipeline.site_trends import intervals, trends
from hengping.pipeline.stage_check import read_findings
from hengping.pipeline.stage_report import check_texts, report, report_inputs
from hengping.pipeline.stamps import STATE_FOLDER, digest_of, file_digest
from hengping.ranking.compare.change import change_of
from hengping.ranking.compare.records import RoundComparison, SiteChange
from hengping.report.render.pdf import chosen_faces

SITES = 9
OF_THE_SECOND_GROUP = (1, 4, 7)


@pytest.fixture(scope="module", autouse=True)
def needs_fonts():
    try:
        chosen_faces()
    except InputError as error:
        pytest.skip(f"Chinese fonts are absent: {error}")


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A run with results and without documents; not to be written to."""
    return make_run(tmp_path_factory.mktemp("made"), SITES).path


@pytest.fixture(scope="module")
def original(made, tmp_path_factory):
    """The same run for all tests that leave it as it is but for its documents."""
    folder = tmp_path_factory.mktemp("original") / "run"
    shutil.copytree(made, folder)
    return open_run(folder)


@pytest.fixture
def copied(made, tmp_path):
    """The same run, for a test that changes it."""
    shutil.copytree(made, tmp_path / "run")
    return open_run(tmp_path / "run")


class Told:
    """Which units were done, and which were passed over."""

    def __init__(self):
        self.done, self.skipped = [], []

    def begin(self, stage, total):
        pass

    def advance(self, _stage, unit, *, skipped=False):
        (self.skipped if skipped else self.done).append(unit)

    def note(self, stage, text):
        pass

    tell = note

    def end(self, stage):
        pass


def write(run):
    told = Told()
    run = msgspec.structs.replace(run, progress=told)
    files = site_reports(run, check_texts(), partial(report_inputs, run))
    return files, told


def change_findings(run, number, change):
    path = run.folder.findings_file(run.sites[number].site_code)
    rows = [change(row) for row in read_findings(run.folder, run.sites[number].site_code)]
    path.write_bytes(codec.encode_lines(rows))


def renamed(row):
    return msgspec.structs.replace(row, messages=msgspec.structs.replace(row.messages, zh="另一句话"))


def test_a_page_and_a_pdf_a_site_with_pictures_of_the_archive(original):
    files, told = write(original)
    assert [path.name for path in files] == [
        f"{site.site_code}.{form}" for site in original.sites for form in ("html", "pdf")
    ]
    assert len(told.done) == SITES
    for page in files[::2]:
        text = page.read_text(encoding="utf-8")
        assert 'class="evidence"' in text
        assert "归档于2026-11-20 00:30:00" in text
        assert "预计名次" in text
    assert all(path.read_bytes().startswith(b"%PDF") for path in files[1::2])
    assert not (original.path / STATE_FOLDER / f"{STAGE}.json").exists()
    assert [path for path in files[0].parent.iterdir() if path not in files] == []


def test_nothing_is_written_again_when_nothing_changed(copied):
    files, _ = write(copied)
    before = [path.stat().st_mtime_ns for path in files]
    again, told = write(copied)
    assert told.done == []
    assert [path.stat().st_mtime_ns for path in again] == before


def test_only_the_site_whose_findings_changed_is_written_again(copied):
    write(copied)
    change_findings(copied, 2, renamed)
    _, told = write(copied)
    assert told.done == [copied.sites[2].site_code]


def test_a_changed_score_concerns_its_group_alone(copied):
    write(copied)
    path = copied.folder.score_file("national-check-2019", copied.sites[1].site_code)
    path.write_bytes(path.read_bytes() + b"\n")
    _, told = write(copied)
    assert told.done == [copied.sites[number].site_code for number in OF_THE_SECOND_GROUP]


def test_a_lost_or_damaged_report_is_made_again_with_the_same_bytes(copied):
    files, _ = write(copied)
    whole = files[3].read_bytes()
    files[3].write_bytes(whole[:1000])
    files[4].unlink()
    _, told = write(copied)
    assert told.done == [copied.sites[number].site_code for number in (1, 2)]
    assert files[3].read_bytes() == whole


def test_workers_write_the_same_bytes(original, copied):
    files, _ = write(original)
    other, _ = write(msgspec.structs.replace(copied, workers=2))
    for path, twin in zip(files, other, strict=True):
        assert path.read_bytes() == twin.read_bytes(), path.name


def test_a_kill_leaves_whole_files_and_the_next_run_goes_on(copied, monkeypatch):
    done = []

    def stopped(path, data):
        if "sites" in path.parts and len(done) == 3:
            raise KeyboardInterrupt
        done.append(path) if "sites" in path.parts else None
        write_atomic(path, data)

    with monkeypatch.context() as patched:
        patched.setattr("hengping.pipeline.site_reports.write_atomic", stopped)
        with pytest.raises(KeyboardInterrupt):
            write(copied)
    assert not (copied.path / STATE_FOLDER / f"{STAGE}.json").exists()
    _, told = write(copied)
    assert told.skipped == [copied.sites[0].site_code]
    assert len(told.done) == SITES - 1


def test_gains_are_those_of_explain_and_what_if(original):
    for number in (0, 4):
        one = SiteInRun(original.path, original.sites[number].site_code)
        score = one.case.score()
        group = [each for each in one._scores if each.group == score.group]
        found = gains_of(one.case, score, group)
        explained = one.explain(0)
        assert {(gain.item_id, gain.points) for gain in found.items} == {
            (gain.fix, gain.points) for gain in explained.by_item
        }
        assert [way.needed for way in found.vetoes] == [way.needed for way in explained.vetoes]
        for gain in found.items:
            later = one.what_if([gain.item_id])
            assert (gain.total, gain.rank) == (later.after.total, later.standing_after.row.rank)
        assert found.together is not None
        assert found.together.total == max(gain.total or 0 for gain in [*found.items, found.together])


def test_a_picture_frames_the_fault_and_names_its_record(original):
    site = original.sites[3]
    findings = read_findings(original.folder, site.site_code)
    evidence = SiteEvidence(original.folder.site_evidence(site.site_code), findings)
    link = next(row for row in findings if row.check == "broken_link" and row.outcome == "fail")
    found = evidence.pictures([link])[link.finding_id]
    assert found.url == link.values["source_url"]
    assert found.digest == link.evidence[0].digest
    assert found.captured_at is not None


def test_a_screenshot_of_the_same_page_goes_into_the_picture(copied):
    site = copied.sites[3]
    folder = copied.folder.site_evidence(site.site_code)
    findings = read_findings(copied.folder, site.site_code)
    link = next(row for row in findings if row.check == "broken_link" and row.outcome == "fail")
    source = next(each for each in SiteArchive(folder).iter_captures() if each.url == link.values["source_url"])
    more = {"url": source.url, "width": 10, "height": 20, "taken_at": source.fetched_at, "record_id": source.record_id}
    shot = add_shot(folder, b"\xff\xd8 picture", **more)
    found = SiteEvidence(folder, findings).pictures([link])[link.finding_id].screenshot
    assert found is not None
    assert (found.jpeg, found.digest) == (b"\xff\xd8 picture", f"sha256:{shot.sha256}")
    leak = msgspec.structs.replace(link, check="personal_data", finding_id="personal_data-1")
    leak = msgspec.structs.replace(leak, evidence=(EvidenceRef(source.record_id, source.digest, ""),))
    assert SiteEvidence(folder, [*findings, leak]).pictures([link])[link.finding_id].screenshot is None
    (folder / "shots" / shot.file).write_bytes(b"another")
    with pytest.raises(EvidenceError, match="截图"):
        SiteEvidence(folder, findings).pictures([link])
    (folder / "shots" / shot.file).unlink()
    assert SiteEvidence(folder, findings).pictures([link])[link.finding_id].screenshot is None


def test_evidence_that_was_changed_stops_the_report(copied):
    site = copied.sites[0]
    warc = next((copied.folder.site_evidence(site.site_code) / "warc").glob("*.warc.gz"))
    data = bytearray(warc.read_bytes())
    data[2000::97] = bytes(len(data[2000::97]))
    warc.write_bytes(bytes(data))
    with pytest.raises(EvidenceError):
        write(copied)


def test_without_evidence_there_is_a_report_without_pictures(copied):
    shutil.rmtree(copied.folder.site_evidence(copied.sites[0].site_code))
    files, _ = write(copied)
    assert 'class="evidence"' not in files[0].read_text(encoding="utf-8")


def test_without_a_round_before_there_is_no_trend(original):
    assert trends(original, "national-check-2019") == {}


def test_a_round_before_gives_both_rounds_and_the_change_in_words(copied):
    code = copied.sites[0].site_code
    site = SiteChange(
        group="省级部门",
        site_code=code,
        name="甲",
        fate="same",
        total=change_of(Decimal("81.18"), Decimal("88.33")),
        place=change_of(Decimal(9), Decimal(5), "place"),
    )
    lost = msgspec.structs.replace(
        site, site_code="other", total=change_of(None, Decimal("88.33")), place=change_of(None, Decimal(5), "place")
    )
    found = RoundComparison(
        before_title="上一轮评估",
        before_system="a",
        before_version="1",
        after_title="本轮评估",
        after_system="a",
        after_version="1",
        rules_changed=True,
        sites=(site, lost),
        groups=(),
        indicators=(),
    )
    (copied.folder.results_dir("national-check-2019") / "compare.json").write_bytes(codec.encode(found))
    run = msgspec.structs.replace(copied, info=msgspec.structs.replace(copied.info, previous={"a": "b"}))
    trend = trends(run, "national-check-2019")
    assert [(at.title, at.total, at.rank) for at in trend[code].points] == [
        ("上一轮评估", "81.18", "第9名"),
        ("本轮评估", "88.33", "第5名"),
    ]
    assert trend[code].sentences == (
        "与上一轮相比，得分提高了7.15分。",
        "与上一轮相比，名次上升4位。",
        "两轮所用指标体系不同，变化中含规则调整的影响。",
    )
    assert trend["other"].sentences[0].startswith("得分与上一轮无法比较（")
    files, told = write(run)
    assert len(told.done) == SITES
    assert "与上一轮相比，名次上升4位。" in files[0].read_text(encoding="utf-8")
    assert "由上一轮评估的81.18分变为本轮评估的88.33分" in files[0].read_text(encoding="utf-8"), (
        "the drawing says it too"
    )


def test_intervals_are_read_only_when_made_from_these_scores(copied):
    key = "national-check-2019"
    digests = {site.site_code: file_digest(copied.folder.score_file(key, site.site_code)) for site in copied.sites}
    path = copied.folder.results_dir(key) / "robustness.json"
    whole = digest_of(*(digests[code] for code in sorted(digests)))
    code = copied.sites[0].site_code
    sites = [{"site_code": code, "places": [2, 3, 5]}, {"site_code": copied.sites[1].site_code, "places": []}]
    told = {"scores_digest": whole, "levels": [0.05, 0.5, 0.95], "sites": sites}
    path.write_text(json.dumps(told), encoding="utf-8")
    found = intervals(copied.folder, key, digests)
    assert list(found) == [code]
    assert (found[code].best, found[code].worst, found[code].percent) == (2, 5, "90%")
    assert report_inputs(copied).systems[0].intervals == found, "the bulletin draws them too"
    path.write_text(json.dumps(told | {"scores_digest": "other"}), encoding="utf-8")
    assert intervals(copied.folder, key, digests) == {}
    assert report_inputs(copied).systems[0].intervals == {}


def test_the_stage_seals_the_reports_and_links_them(copied):
    report(copied)
    index = (copied.folder.reports_dir / "index.html").read_text(encoding="utf-8")
    sealed = (copied.path / "manifest.jsonl").read_text(encoding="utf-8")
    for site in copied.sites:
        assert f'href="sites/{site.site_code}.html"' in index
        assert f"reports/sites/{site.site_code}.html" in sealed
        assert f"reports/sites/{site.site_code}.pdf" in sealed
        page = (copied.folder.reports_dir / "sites" / f"{site.site_code}.html").read_text(encoding="utf-8")
        assert re.search(rf'href="{site.site_code}\.pdf"', page)
