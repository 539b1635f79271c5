"""``archive``: export, index, retention and time stamps of a finished run, from the command line."""

import json
import shutil
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from hengping.cli.app import app
from hengping.evidence.archive import SiteArchive
from hengping.evidence.errors import DroppedError, EvidenceError
from hengping.evidence.manifest import sealed
from hengping.evidence.records import Answer, Asked
from hengping.evidence.shots import add_shot
from hengping.model.errors import InputError, RunError
from hengping.model.evidence import EvidenceRef
from hengping.pipeline import archive_retention
from hengping.pipeline.archive import ask_for_stamp, export_wacz
from hengping.pipeline.archive_retention import prune
from hengping.pipeline.context import open_run
from hengping.pipeline.site_reading import site_facts
from hengping.pipeline.verify import verify

pytestmark = pytest.mark.slow


CHALLENGE = "<html><body><h2>访问被拦截</h2><p>您的请求存在异常,请完成安全验证</p></body></html>".encode()


@pytest.fixture
def run_copy(small_run, tmp_path: Path) -> Path:
    """A finished run of two sites that a test may change, with more in its evidence that a policy may drop."""
    copy = small_run.copy(tmp_path / "run")
    site = open_run(copy).sites[0]
    folder = copy / "evidence" / site.site_code
    then = datetime.now(UTC) - timedelta(days=2)
    html = (("Content-Type", "text/html"),)
    with SiteArchive(folder).open_writer() as writer:
        for n in range(6):
            image = Asked(url=f"http://pictures.cn/{n}.png", purpose="image", fetched_at=then)
            body = f"picture {n % 4} ".encode() * 100  # two are revisits of two others
            writer.add_response(image, Answer(status=200, headers=(("Content-Type", "image/png"),), payload=body))
            link = Asked(url=f"http://elsewhere.cn/{n}", purpose="link", fetched_at=then)
            page = f"<html><title>{n}</title><body>{'正文' * 300}</body></html>".encode()
            writer.add_response(link, Answer(status=200, headers=html, payload=page))
        blocked = Asked(url="http://elsewhere.cn/blocked", purpose="link", fetched_at=then)
        writer.add_response(blocked, Answer(status=200, headers=html, payload=CHALLENGE))
        gone = Asked(url="http://elsewhere.cn/gone", purpose="link", fetched_at=then)
        writer.add_response(gone, Answer(status=404, headers=html, payload=b"gone"))
    archive_retention.seal(copy, [path for path in folder.rglob("*") if path.is_file()], "collect")
    return copy


ALL = {"images": 0, "links": 0, "shots": 0}


def _command(*arguments: object) -> dict:
    done = CliRunner().invoke(app, ["archive", *map(str, arguments), "--json"])
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


def test_a_run_is_packed_with_its_titles_and_the_head_of_its_manifest(run_copy: Path, tmp_path: Path) -> None:
    out = tmp_path / "run.wacz"
    said = _command("export", run_copy, "--out", out)
    with zipfile.ZipFile(out) as wacz:
        package = json.loads(wacz.read("datapackage.json"))
        pages = [json.loads(line) for line in wacz.read("pages/pages.jsonl").splitlines()[1:]]
    assert package["manifestHead"] == verify(run_copy).head
    assert (said["sites"], said["pages"], said["size"]) == (2, len(pages), out.stat().st_size)
    assert sum("title" in page for page in pages) > len(pages) / 2
    assert verify(run_copy).holds


def test_one_site_is_packed_alone_and_a_wrong_call_is_named(run_copy: Path, tmp_path: Path) -> None:
    code = open_run(run_copy).sites[0].site_code
    done = export_wacz(run_copy, tmp_path / "one.wacz", site_code=code)
    with zipfile.ZipFile(tmp_path / "one.wacz") as wacz:
        warcs = [name for name in wacz.namelist() if name.startswith("archive/")]
    assert (done.sites, warcs) == (1, [f"archive/{code}-00001.warc.gz"])
    with pytest.raises(InputError, match="结尾"):
        export_wacz(run_copy, tmp_path / "one.zip")
    with pytest.raises(InputError, match="没有网站"):
        export_wacz(run_copy, tmp_path / "one.wacz", site_code="0000000000")


def test_the_index_of_a_site_is_printed_in_order(run_copy: Path) -> None:
    code = open_run(run_copy).sites[0].site_code
    done = CliRunner().invoke(app, ["archive", "cdxj", str(run_copy), "--site", code])
    lines = done.stdout_bytes.splitlines()
    answered = [c for c in SiteArchive(run_copy / "evidence" / code).captures() if c.status]
    assert lines == sorted(lines)
    assert len(lines) == len(answered)


def test_nothing_is_dropped_without_yes(run_copy: Path) -> None:
    before = {path: path.read_bytes() for path in run_copy.rglob("*") if path.is_file() and ".state" not in path.parts}
    said = _command("prune", run_copy, "--keep", "links=0", "--keep", "images=0")
    assert not said["done"]
    assert sum(said["counts"].values()) > 0
    assert {path: path.read_bytes() for path in before} == before
    assert not list(run_copy.glob("evidence/*/dropped.jsonl"))


def test_after_pruning_everything_verifies_and_facts_are_the_same(run_copy: Path) -> None:
    run = open_run(run_copy)
    facts = {site: site_facts(run.folder.site_evidence(site.site_code), site, run.as_of) for site in run.sites}
    referred = archive_retention._referred(run)
    plan = prune(run_copy, ALL, reason="本单位规定", do=True)
    assert plan.done
    dropped = 0
    for site in run.sites:
        folder = run.folder.site_evidence(site.site_code)
        archive = SiteArchive(folder)
        for capture in archive.captures():
            try:
                archive.read(capture)
            except DroppedError:
                dropped += 1
                assert capture.purpose in ("image", "link")
                assert capture.record_id not in referred
                assert not capture.url.endswith(("blocked", "gone"))
        assert site_facts(folder, site, run.as_of) == facts[site]
    assert dropped == sum(plan.counts.values())
    assert plan.counts["images"] >= 6
    assert plan.counts["links"] >= 6
    result = verify(run_copy)
    assert result.mismatches == ()
    assert result.dropped == dropped
    assert {line.stage for name, line in sealed(run_copy).items() if name.endswith("dropped.jsonl")} == {"retention"}
    assert prune(run_copy, ALL).counts == {}


def test_what_is_not_old_enough_stays(run_copy: Path) -> None:
    assert prune(run_copy, dict.fromkeys(ALL, 3650)).counts == {}


def test_a_screenshot_goes_and_one_that_a_finding_rests_on_stays(run_copy: Path) -> None:
    run = open_run(run_copy)
    code = run.sites[0].site_code
    folder = run.folder.site_evidence(code)
    home = next(capture for capture in SiteArchive(folder).captures() if capture.status)
    needed = EvidenceRef(min(archive_retention._referred(run)), "")
    ours = {"width": 1, "height": 1, "taken_at": home.fetched_at}
    gone = add_shot(folder, b"gone", url="http://a.cn/1", record_id="urn:uuid:none", **ours)
    kept = add_shot(folder, b"kept", url="http://a.cn/2", record_id=needed.record_id, **ours)
    archive_retention.seal(run_copy, (folder / "shots").iterdir(), "collect")
    assert prune(run_copy, {"shots": 0}, do=True).counts == {"shots": 1}
    assert not (folder / "shots" / gone.file).exists()
    assert (folder / "shots" / kept.file).exists()
    assert f"evidence/{code}/shots/{gone.file}" not in sealed(run_copy)
    assert verify(run_copy).holds


def test_changed_evidence_is_never_sealed_anew(run_copy: Path) -> None:
    victim = max(run_copy.glob("evidence/*/visits.jsonl"), key=lambda path: path.stat().st_size)
    data = bytearray(victim.read_bytes())
    data[20] ^= 1
    victim.write_bytes(data)
    plan = prune(run_copy, ALL)
    assert plan.sites > 0
    site = SiteArchive(victim.parent)
    before = site.index_path.read_bytes()
    with pytest.raises(EvidenceError, match="differs from the manifest"):
        prune_only(run_copy, victim.parent)
    assert site.index_path.read_bytes() == before
    assert victim.relative_to(run_copy).as_posix() in {mismatch.path for mismatch in verify(run_copy).mismatches}


def prune_only(run: Path, folder: Path) -> None:
    """What pruning asks of a site before it rewrites anything."""
    archive_retention._require_as_sealed(run, folder)


def test_killed_before_the_new_digests_are_sealed_it_is_finished_by_the_same_command(
    run_copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(archive_retention, "seal", killed)
        with pytest.raises(KeyboardInterrupt):
            prune(run_copy, ALL, do=True)
    assert not verify(run_copy).holds
    prune(run_copy, ALL, do=True)
    assert verify(run_copy).mismatches == ()


def test_without_findings_nothing_is_dropped(run_copy: Path) -> None:
    shutil.rmtree(run_copy / "findings")
    with pytest.raises(RunError, match="尚未检查完"):
        prune(run_copy, ALL, do=True)


@pytest.mark.parametrize("policy", ["links", "links=", "links=-1", "pages=3", "links=x"])
def test_a_wrong_policy_is_named(run_copy: Path, policy: str) -> None:
    done = CliRunner().invoke(app, ["archive", "prune", str(run_copy), "--keep", policy])
    assert isinstance(done.exception, InputError)


def test_a_request_for_a_time_stamp_leaves_the_run_valid_and_a_damaged_one_is_named(run_copy: Path) -> None:
    request = ask_for_stamp(run_copy)
    result = verify(run_copy)
    assert result.holds
    assert [stamp.stamped_at for stamp in result.stamps] == [None]
    request.write_bytes(request.read_bytes()[:-1])
    assert [mismatch.path for mismatch in verify(run_copy).mismatches] == ["timestamps/1.tsq"]
