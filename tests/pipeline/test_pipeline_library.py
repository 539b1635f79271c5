"""The archive of a run is searched, and asked for policies, hot questions and answers."""

import json
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest
from msgspec import structs

from hengping.cli import app
from hengping.evidence.manifest import check as manifest_faults
from hengping.extract.personal_masking import mask_personal
from hengping.model.errors import InputError, RunError
from hengping.pipeline import library_index
from hengping.pipeline.context import Run, open_run
from hengping.pipeline.library_search import answers, hot_questions, policies, search
from hengping.pipeline.stage_check import read_facts

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def run(small_run, tmp_path_factory: pytest.TempPathFactory) -> Run:
    return open_run(small_run.copy(tmp_path_factory.mktemp("library") / "run"))


def test_every_article_is_found_by_its_title(run: Run) -> None:
    missed = []
    asked = 0
    for site in run.sites:
        for article in read_facts(run.folder, site.site_code).articles[:15]:
            asked += 1
            found = search(run, f"“{article.title}”", site=site.site_code, limit=50)
            if article.url not in {hit.page.url for hit in found.hits}:
                missed.append(article.url)
    assert asked
    assert missed == []


def test_hits_carry_their_record_and_marks(run: Run) -> None:
    found = search(run, "通知", limit=5)
    assert found.total >= len(found.hits) == 5
    assert all(hit.page.record_id and hit.page.digest for hit in found.hits)
    assert any("【通知】" in hit.snippet for hit in found.hits)


def test_filters_and_pages_of_results(run: Run) -> None:
    site = run.sites[0]
    everything = search(run, "通知", limit=1000)
    here = search(run, "通知", site=site.site_code, limit=1000)
    assert {hit.page.site_code for hit in here.hits} == {site.site_code}
    assert here.total < everything.total == len(everything.hits)
    second = search(run, "通知", limit=3, offset=3)
    assert [hit.page.url for hit in second.hits] == [hit.page.url for hit in everything.hits[3:6]]
    since = run.as_of.replace(month=run.as_of.month - 1)
    late = search(run, "通知", since=since, limit=1000)
    assert 0 < late.total < everything.total
    assert all(hit.page.published_on >= since.isoformat() for hit in late.hits)


def test_nothing_found_is_no_error(run: Run) -> None:
    assert search(run, "绝无此事之词").total == 0
    assert answers(run, "绝无此事之词") == ()


def test_wrong_calls_are_named(run: Run) -> None:
    with pytest.raises(InputError, match="没有可检索的词"):
        search(run, "，。")
    with pytest.raises(InputError, match="名单中没有"):
        search(run, "通知", site="绝无此站")
    with pytest.raises(InputError, match="没有可检索的词"):
        answers(run, "请问如何？")


def test_letters_are_grouped_and_answered(run: Run) -> None:
    groups = hot_questions(run, least=1, limit=1000)
    letters = [one for site in run.sites for one in read_facts(run.folder, site.site_code).messages if one.valid]
    assert 0 < sum(group.count for group in groups) <= len(letters)
    assert all(group.count == sum(group.sites.values()) for group in groups)
    replied = next(one for one in letters if one.replied and one.url)
    found = answers(run, replied.title)
    assert found
    assert found[0].answer
    assert any(replied.title in one.page.title for one in found)


def test_policies_are_listed_newest_first(run: Run) -> None:
    found = policies(run)
    assert found
    days = [one.tags.made_on or one.tags.published_on or one.page.published_on for one in found]
    assert days == sorted(days, reverse=True)
    assert policies(run, issuer="绝无此机关") == ()


def test_the_index_is_derived_and_mended(run: Run) -> None:
    before = search(run, "通知", limit=1000)
    assert manifest_faults(run.path) == []
    index = run.folder.state_dir / "library" / "index.sqlite"
    index.write_bytes(b"damaged" * 1000)
    assert search(run, "通知", limit=1000) == before
    index.unlink()
    assert search(run, "通知", limit=1000) == before


def test_a_site_with_other_facts_is_read_again(run: Run) -> None:
    before = search(run, "通知", limit=1000)
    facts = run.folder.facts_file(run.sites[0].site_code)
    kept = facts.read_bytes()
    facts.write_bytes(kept + b"\n")
    assert search(run, "通知", limit=1000) == before
    facts.unlink()
    assert {hit.page.site_code for hit in search(run, "通知", limit=1000).hits} == {run.sites[1].site_code}
    facts.write_bytes(kept)
    assert search(run, "通知", limit=1000) == before


def test_nobody_s_numbers_stand_in_the_index(run: Run) -> None:
    search(run, "通知")
    with closing(sqlite3.connect(run.folder.state_dir / "library" / "index.sqlite")) as index:
        pages = {url: texts for url, *texts in index.execute("SELECT url, title, body, question, answer FROM doc")}
    assert pages
    assert all(mask_personal(text) == text for texts in pages.values() for text in texts)


def test_the_index_is_made_again_for_another_name_or_other_rules(run: Run) -> None:
    site = run.sites[0]
    stamp = library_index._stamp(run, site, "code")
    assert library_index._stamp(run, structs.replace(site, name="另一名称"), "code") != stamp
    assert {"extract", "pipeline/library_policies.py", "pipeline/library_words.py"} <= set(library_index._MADE_BY)


def test_a_run_without_facts_is_refused(small_run, tmp_path: Path) -> None:
    copy = small_run.copy(tmp_path / "run")
    for facts in (copy / "facts").glob("*.json"):
        facts.unlink()
    with pytest.raises(RunError, match="没有可检索的内容"):
        search(open_run(copy), "通知")


@pytest.mark.parametrize(
    ("arguments", "key"),
    [
        (("search", "通知", "--limit", "2"), "hits"),
        (("policy",), "policies"),
        (("answers", "怎么申请补贴"), "answers"),
        (("hot",), None),
    ],
)
def test_commands_print_json_and_text(
    run: Run, arguments: tuple[str, ...], key: str | None, capsysbinary, monkeypatch: pytest.MonkeyPatch
) -> None:
    command, *rest = arguments
    monkeypatch.setattr(app, "logs_to_stderr", lambda: None)
    monkeypatch.setattr(app, "_make_printable", lambda: None)
    monkeypatch.setattr(sys, "argv", ["hengping", command, str(run.path), *rest, "--json"])
    with pytest.raises(SystemExit) as ended:
        app.main()
    printed = json.loads(capsysbinary.readouterr().out)
    assert not ended.value.code
    assert isinstance(printed[key] if key else printed, list)
    monkeypatch.setattr(sys, "argv", ["hengping", command, str(run.path), *rest])
    with pytest.raises(SystemExit) as ended:
        app.main()
    assert not ended.value.code
    assert capsysbinary.readouterr().out.strip()
