"""``hengping lint`` as typed: on a finished run, on a judged table, on what cannot be linted."""

import json
import shutil

import docx
import pytest
from typer.testing import CliRunner

from hengping.cli.app import app
from hengping.model.errors import InputError, RunError


def run(*arguments):
    return CliRunner().invoke(app, ["lint", *(str(each) for each in arguments)])


@pytest.fixture(scope="module")
def documents(demo_outcome):
    found = sorted(demo_outcome.run.path.glob("reports/bulletin-*.docx"))
    assert found
    return found


def test_the_bulletins_of_a_run_are_clean_in_word_and_html(documents, demo_outcome):
    for path in documents:
        for file in (path, path.with_suffix(".html")):
            outcome = run(file, "--run", demo_outcome.run.path)
            assert outcome.exit_code == 0, outcome.output
            assert "校对通过" in outcome.output


def test_an_edited_copy_is_named_with_exit_code_one(documents, demo_outcome, tmp_path):
    word = docx.Document(str(documents[0]))
    table = max(word.tables, key=lambda each: len(each.rows))
    cell = table.rows[1].cells[0]
    body = cell.paragraphs[0].runs[0]
    body.text = "别处网站"
    path = tmp_path / documents[0].name
    word.save(str(path))
    outcome = run(path, "--run", demo_outcome.run.path)
    assert outcome.exit_code == 1
    assert "别处网站" in outcome.output
    closing = outcome.output.strip().splitlines()[-1]
    said = run(path, "--run", demo_outcome.run.path, "--json")
    assert said.exit_code == 1
    result = json.loads(said.stdout)
    assert not result["clean"]
    tables = result["tables"]
    assert (tables["found"], tables["altered"]) == (tables["of"], 1)
    assert f"{tables['of'] - 1}/{tables['of']}张表与结果相符，有不符之处的表1张" in closing
    assert {"rule", "chapter", "paragraph", "words", "stands", "expected", "query", "remedy"} <= result["faults"][
        0
    ].keys()


def test_the_system_is_known_by_the_file_or_by_its_option(documents, demo_outcome, tmp_path):
    system = documents[-1].stem.removeprefix("bulletin-")
    path = tmp_path / "renamed.docx"
    shutil.copy(documents[-1], path)
    outcome = run(path, "--run", demo_outcome.run.path, "--system", system)
    assert outcome.exit_code == 0, outcome.output


def test_wrong_calls_are_said_in_one_line(documents, demo_outcome, tmp_path):
    (tmp_path / "b.pdf").write_bytes(b"%PDF")
    (tmp_path / "broken.docx").write_bytes(b"PK")
    for arguments, words in (
        ((tmp_path / "none.docx", "--run", demo_outcome.run.path), "没有这个文件"),
        ((tmp_path / "b.pdf", "--run", demo_outcome.run.path), "不能校对.pdf文件"),
        ((tmp_path / "broken.docx", "--run", demo_outcome.run.path), "不能作为.docx文件打开"),
        ((documents[0], "--run", tmp_path), "run"),
        ((documents[0], "--run", demo_outcome.run.path, "--system", "none"), "没有指标体系none"),
    ):
        outcome = run(*arguments)
        assert isinstance(outcome.exception, InputError | RunError), outcome.output
        assert words in str(outcome.exception)
