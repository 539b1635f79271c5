"""The evidence of a finding: shown to whom it may be, and inert whatever a judged site wrote."""

import gzip
import re

import pytest

from hengping.evidence.archive import SiteArchive
from hengping.evidence.run_folder import RunFolder
from hengping.model import codec
from hengping.model.finding import Finding
from hengping.web.policy.words import Stage
from web.judged import judged_world


@pytest.fixture
def judged(world, small_outcome, settings, tmp_path):
    return judged_world(world, small_outcome.run.path, settings, tmp_path)


def address(judged, finding, tail=""):
    return f"/campaigns/{judged.campaign.pk}/sites/{finding.site_code}/findings/{finding.finding_id}/{tail}"


def record(finding):
    return finding.evidence[0].record_id.removeprefix("urn:uuid:")


def test_a_finding_is_shown_with_rule_record_and_digest(judged):
    judged.at(Stage.PRELIMINARY)
    finding = judged.finding("broken_link")
    page = judged.client("organiser").get(address(judged, finding))
    text = page.content.decode()
    assert page.status_code == 200
    assert finding.messages.zh in text
    assert finding.evidence[0].digest in text
    assert finding.evidence[0].record_id in text
    assert f"hengping show {finding.finding_id}" in text
    assert 'sandbox=""' in text
    assert f"{record(finding)}/page/#hengping-mark" in text or "/page/#hengping-mark" in text


def test_the_archived_page_comes_alone_under_its_own_policy(judged):
    judged.at(Stage.PRELIMINARY)
    finding = judged.finding("broken_link")
    page = judged.client("organiser").get(address(judged, finding, f"records/{judged.source_of(finding)}/page/"))
    assert page.status_code == 200
    policy = page["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "; sandbox" in policy
    assert "script-src" not in policy
    assert "frame-ancestors 'self'" in policy
    assert page["X-Frame-Options"] == "SAMEORIGIN"
    assert "hengping-mark" in page.content.decode()
    outer = judged.client("organiser").get(address(judged, finding))
    assert outer["X-Frame-Options"] == "DENY"


def test_whose_evidence_it_is_and_when(judged):
    finding = judged.finding("broken_link")
    own = judged.operator_of(finding.site_code)
    other = judged.other_than(own)
    # What the public sees follows from what was published, and here nothing was: see test_web_public.
    for stage in (Stage.COLLECTING, Stage.PRELIMINARY, Stage.PUBLISHED):
        judged.at(stage)
        told = stage != Stage.COLLECTING
        assert (judged.client(own).get(address(judged, finding)).status_code == 200) is told
        assert (judged.client(other).get(address(judged, finding)).status_code == 200) is False
        assert (judged.client().get(address(judged, finding)).status_code == 200) is False
        frame = address(judged, finding, f"records/{judged.source_of(finding)}/page/")
        assert (judged.client().get(frame).status_code == 200) is False


def test_findings_and_records_of_another_site_do_not_exist_here(judged):
    judged.at(Stage.PRELIMINARY)
    finding, client = judged.finding("broken_link"), judged.client("organiser")
    elsewhere = next(code for code in judged.codes if code != finding.site_code)
    moved = address(judged, finding).replace(f"/sites/{finding.site_code}/", f"/sites/{elsewhere}/")
    assert client.get(moved).status_code == 404
    assert client.get(address(judged, finding).replace(finding.finding_id, "broken_link-0")).status_code == 404
    other = next(
        capture.record_id
        for capture in SiteArchive(RunFolder(judged.run.path).site_evidence(elsewhere)).iter_captures()
    )
    foreign = address(judged, finding, f"records/{other.removeprefix('urn:uuid:')}/page/")
    assert client.get(foreign).status_code == 404
    assert client.get(foreign.replace("/page/", "/raw/")).status_code == 404


def test_the_raw_record_is_a_file_and_a_warc_of_its_own(judged):
    judged.at(Stage.PRELIMINARY)
    finding = judged.finding("broken_link")
    answer = judged.client("organiser").get(address(judged, finding, f"records/{record(finding)}/raw/"))
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Content-Type"] == "application/octet-stream"
    assert b"WARC/1." in gzip.decompress(answer.content)
    judged.at(Stage.PUBLISHED)
    assert judged.client().get(address(judged, finding, f"records/{record(finding)}/raw/")).status_code == 302


def test_numbers_of_persons_stay_masked_and_their_records_are_not_handed_on(judged):
    judged.at(Stage.PRELIMINARY)
    finding = judged.finding("personal_data")
    own = judged.operator_of(finding.site_code)
    found = record(finding)
    raw = judged.client("organiser").get(address(judged, finding, f"records/{found}/raw/"))
    plain = judged.client(own).get(address(judged, finding, f"records/{found}/page/")).content.decode()
    numbers = judged.numbers_in(finding)
    assert raw.status_code == 200
    assert numbers, "the demo's page shows a number"
    assert all(number not in plain for number in numbers)
    assert judged.client(own).get(address(judged, finding, f"records/{found}/raw/")).status_code == 403


def test_an_address_that_runs_code_is_never_a_link(judged):
    judged.at(Stage.PRELIMINARY)
    finding = judged.finding("broken_link")
    path = RunFolder(judged.run.path).findings_file(finding.site_code)
    lines = [codec.decode(line, Finding) for line in path.read_bytes().splitlines()]
    hostile = [
        codec.decode(
            codec.encode(line)
            .replace(codec.encode(line.subject.url), b'"javascript:alert(1)"')
            .replace(codec.encode(line.subject.title), b'"<script>alert(1)</script>=1+1"')
            if line.finding_id == finding.finding_id
            else codec.encode(line),
            Finding,
        )
        for line in lines
    ]
    path.write_bytes(codec.encode_lines(hostile))
    text = judged.client("organiser").get(address(judged, finding)).content.decode()
    assert "javascript:alert(1)" in text
    assert 'href="javascript:' not in text
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert(1)" in text


def test_archive_pages_are_for_those_who_judge(judged):
    judged.at(Stage.PUBLISHED)
    code = judged.codes[0]
    address_ = f"/campaigns/{judged.campaign.pk}/sites/{code}/archive/"
    page = judged.client("assessor").get(address_, {"q": "<b>"})
    assert page.status_code == 200
    assert "&lt;b&gt;" in page.content.decode()
    assert judged.client("operator").get(address_).status_code == 403
    assert judged.client().get(address_).status_code == 302
    text = judged.client("assessor").get(address_).content.decode()
    first = re.search(rf'"{address_}([0-9a-f-]{{36}})/"', text)[1]
    shown = judged.client("assessor").get(f"{address_}{first}/")
    assert shown.status_code == 200
    assert "; sandbox" in shown["Content-Security-Policy"]


def test_lost_evidence_is_said(judged):
    judged.at(Stage.PRELIMINARY)
    finding = judged.finding("broken_link")
    index = SiteArchive(RunFolder(judged.run.path).site_evidence(finding.site_code)).index_path
    index.write_bytes(b"")
    page = judged.client("organiser").get(address(judged, finding))
    assert page.status_code == 200
    assert "佐证索引中没有记录" in page.content.decode()
