"""Publishing a run and correcting it: numbered, chained, the old version citable, every step verified."""

import json
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import msgspec
import pytest

from hengping.model import codec
from hengping.model.errors import HengpingError
from hengping.pipeline import corrections, corrections_version
from hengping.pipeline.context import open_run
from hengping.pipeline.corrections import Asked, correct, publish
from hengping.pipeline.corrections_register import read_errata, read_publication, read_register, register_path
from hengping.pipeline.kit import kit
from hengping.pipeline.run import do_run, redo_stage
from hengping.pipeline.stamps import bytes_digest
from hengping.pipeline.verify import verify
from hengping.pipeline.verify_kit import verify_kit
from hengping.pipeline.verify_publications import published_faults

pytestmark = pytest.mark.slow
FIRST = Asked(by="信息处", on=date(2026, 12, 1), force="先行试发布")
AGAIN = Asked(by="信息处", on=date(2026, 12, 5), force="先行试发布", cause="复核后确认错链并不存在")


@pytest.fixture(scope="module")
def fresh(small_run, tmp_path_factory) -> Path:
    folder = small_run.copy(tmp_path_factory.mktemp("corrections") / "run")
    redo_stage(open_run(folder), "report")
    return folder


@pytest.fixture
def run(fresh, tmp_path) -> Path:
    shutil.copytree(fresh, tmp_path / "run")
    return tmp_path / "run"


@pytest.fixture(scope="module")
def corrected(fresh, tmp_path_factory) -> Path:
    """Published, mended and corrected."""
    folder = tmp_path_factory.mktemp("corrected") / "run"
    shutil.copytree(fresh, folder)
    publish(folder, FIRST)
    mend(folder)
    assert correct(folder, AGAIN).is_new
    return folder


def mend(folder: Path, count: int = 1, *, stages: tuple[str, ...] = ("score", "rank", "report")) -> None:
    """Marks of an assessor for the first items that wait for one, and everything after made again."""
    run = open_run(folder)
    nodes = [node for system in run.systems.values() for node in system.items()]
    items = [node.id for node in nodes if node.rule is not None and node.rule.kind == "manual"]
    assert len(items) >= count
    (folder / "reviews").mkdir(exist_ok=True)
    with (folder / "reviews" / "people.jsonl").open("w", encoding="utf-8") as stream:
        for item in items[:count]:
            decision = {"site_code": run.sites[0].site_code, "item_id": item, "marks": "1", "actor": "某"}
            decision |= {"decided_at": "2026-12-02T10:00:00+08:00", "reason": "核实"}
            stream.write(json.dumps(decision, ensure_ascii=False) + "\n")
    for stage in stages:
        redo_stage(open_run(folder), stage)


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_provisional_results_are_refused_without_a_reason(run):
    results = json.loads((run / "results" / open_run(run).info.settings.systems[0] / "results.json").read_bytes())
    assert results["publishable"] is False
    with pytest.raises(HengpingError, match="暂定"):
        publish(run, Asked(by="信息处"))
    assert not (run / "publications").exists()


def test_what_was_published_is_frozen_and_verified(run):
    before = contents(run / "results")
    done = publish(run, FIRST)
    assert (done.is_new, done.publication.version, done.publication.published_on) == (True, 1, date(2026, 12, 1))
    place = run / "publications" / "v1"
    for key in open_run(run).systems:
        names = {name for name in before if name.startswith(f"{key}/")}
        assert {name: (place / "results" / name).read_bytes() for name in names} == {
            name: before[name] for name in names
        }
    assert (place / "documents").is_dir()
    assert not (place / "documents" / "sites").exists()
    assert verify(run).holds


def test_the_same_results_are_published_once(run):
    publish(run, FIRST)
    before = contents(run / "publications")
    assert not publish(run, FIRST).is_new
    done = correct(run, AGAIN)
    assert (done.is_new, done.publication.version) == (False, 1)
    assert contents(run / "publications") == before


def test_a_correction_is_numbered_chained_and_reproduced(corrected):
    first, second = read_register(corrected).entries
    assert (first.label, second.label) == ("", "更正〔2026〕第1号")
    assert second.previous != first.previous
    place = corrected / "publications" / "v2"
    erratum = json.loads((place / "erratum.json").read_bytes())
    assert (erratum["before"], erratum["after"], erratum["cause"]) == (1, 2, AGAIN.cause)
    assert [site["why"] for system in erratum["systems"] for site in system["sites"]].count("own") >= 1
    assert {"erratum.docx", "erratum.pdf"} <= {path.name for path in place.iterdir()}
    assert verify(corrected).holds
    old, new = (read_publication(corrected, version) for version in (1, 2))
    assert old.head != new.head
    assert old.files != new.files


def test_the_old_version_stands_as_it_was(run):
    publish(run, FIRST)
    before = contents(run / "publications" / "v1")
    mend(run)
    correct(run, AGAIN)
    assert contents(run / "publications" / "v1") == before


def test_an_erratum_frozen_before_a_field_was_added_is_reproduced(corrected, tmp_path):
    folder = tmp_path / "older"
    shutil.copytree(corrected, folder)
    path = folder / "publications/v2/erratum.json"
    now = json.loads(path.read_bytes())
    assert all(system.pop("provisional") for system in now["systems"])
    refreeze(folder, codec.encode_pretty(now))
    assert read_errata(folder)[0].systems[0].provisional == ""
    assert published_faults(open_run(folder)) == (1, [])

    now["systems"][0]["sites"][0]["name"] = "别的网站"
    refreeze(folder, codec.encode_pretty(now))
    done, faults = published_faults(open_run(folder))
    assert (done, [fault.kind for fault in faults]) == (1, ["not_reproduced"])


def refreeze(folder: Path, erratum: bytes) -> None:
    """Put an erratum in place of the second version's, with the digests that a program would have recorded of it."""
    place = folder / "publications/v2"
    (place / "erratum.json").write_bytes(erratum)
    publication = read_publication(folder, 2)
    files = publication.files | {"erratum.json": bytes_digest(erratum)}
    data = codec.encode_pretty(msgspec.structs.replace(publication, files=files))
    (place / "publication.json").write_bytes(data)
    register = read_register(folder)
    first, second = register.entries
    second = msgspec.structs.replace(second, publication=bytes_digest(data))
    register = msgspec.structs.replace(register, entries=(first, second))
    register_path(folder).write_bytes(codec.encode_pretty(register))


def test_a_second_correction_takes_the_next_number(corrected, tmp_path):
    folder = tmp_path / "run"
    shutil.copytree(corrected, folder)
    mend(folder, count=2)
    done = correct(folder, AGAIN)
    assert done.publication.label == "更正〔2026〕第2号"
    mend(folder, count=0)
    later = correct(
        folder, Asked(by="信息处", on=date(2027, 1, 5), force="试", cause="再核", label="厅更正{year}-{number}")
    )
    assert later.publication.label == "厅更正2027-1"
    assert [entry.version for entry in read_register(folder).entries] == [1, 2, 3, 4]
    assert verify(folder).holds


@pytest.mark.parametrize("name", ["v1/results/*/ranks.csv", "v1/publication.json", "v2/erratum.json", "register.json"])
def test_a_changed_publication_is_named_and_never_sealed_again(corrected, tmp_path, name):
    folder = tmp_path / "run"
    shutil.copytree(corrected, folder)
    victim = min((folder / "publications").glob(name))
    victim.write_bytes(victim.read_bytes().replace(b"1", b"2", 1))
    inside = victim.relative_to(folder).as_posix()
    assert inside in {mismatch.path for mismatch in verify(folder).mismatches}
    with pytest.raises(HengpingError):
        correct(folder, AGAIN)
    assert inside in {mismatch.path for mismatch in verify(folder).mismatches}


def test_stale_results_and_documents_are_refused(run):
    publish(run, FIRST)
    mend(run, stages=())
    with pytest.raises(HengpingError, match="不一致"):
        correct(run, AGAIN)
    mend(run, stages=("score", "rank"))
    with pytest.raises(HengpingError, match="不是由现在的结果生成的"):
        correct(run, AGAIN)
    mend(run, stages=("report",))
    assert correct(run, AGAIN).is_new


@pytest.mark.parametrize(
    ("call", "asked", "match"),
    [
        (publish, Asked(by=" "), "不能为空"),
        (correct, Asked(by="某处"), "不能为空"),
        (correct, AGAIN, "还没有公布过"),
    ],
)
def test_wrong_calls_say_what_to_do(run, call: Callable[..., object], asked, match):
    with pytest.raises(HengpingError, match=match) as refused:
        call(run, asked)
    assert refused.value.remedy


def test_a_number_used_already_is_refused(corrected, tmp_path):
    folder = tmp_path / "run"
    shutil.copytree(corrected, folder)
    mend(folder, count=2)
    for label in ("更正〔2026〕第1号", "", "{nothing}"):
        with pytest.raises(HengpingError, match="编号"):
            correct(folder, Asked(by="处", on=date(2026, 12, 6), force="试", cause="再核", label=label))


def test_a_changed_run_is_published_as_an_erratum_only(corrected, tmp_path):
    folder = tmp_path / "run"
    shutil.copytree(corrected, folder)
    mend(folder, count=2)
    with pytest.raises(HengpingError, match="与它不同"):
        publish(folder, FIRST)


class _KilledError(BaseException):
    """As a kill: nothing catches it."""


@pytest.mark.parametrize("at", ["write_atomic", "seal_versions", "rename"])
def test_a_kill_leaves_nothing_half_published(run, monkeypatch, at):
    def killed(*_: object, **__: object) -> None:
        raise _KilledError

    with monkeypatch.context() as patch:
        if at == "rename":
            patch.setattr(Path, "rename", killed)
        else:
            patch.setattr(corrections_version, at, killed)
        with pytest.raises(_KilledError):
            publish(run, FIRST)
    done = publish(run, FIRST)
    assert done.publication.version == 1
    assert [entry.version for entry in read_register(run).entries] == [1]
    assert verify(run).holds


def test_a_kit_takes_the_publications_along(corrected, tmp_path):
    done = kit(corrected, tmp_path / "kit.zip")
    assert done.verification.holds
    assert done.verification.recomputed > verify(corrected).recomputed - 3
    assert verify_kit(tmp_path / "kit.zip").holds
    assert corrections.LABEL.format(year=2026, number=1) == "更正〔2026〕第1号"


def test_the_public_page_of_corrections_reads_the_register(corrected, tmp_path):
    folder = tmp_path / "run"
    shutil.copytree(corrected, folder)
    page = folder / "reports" / "public" / "corrections.html"
    assert "更正〔2026〕第1号" not in page.read_text(encoding="utf-8"), "made before the correction was published"
    do_run(open_run(folder))
    assert "更正〔2026〕第1号" in page.read_text(encoding="utf-8")
    assert AGAIN.cause in page.read_text(encoding="utf-8")
    assert verify(folder).holds
    assert not correct(folder, AGAIN).is_new
