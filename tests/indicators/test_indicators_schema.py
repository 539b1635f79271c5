"""The JSON Schema takes every shipped file and refuses wrong ones; every field has its words; scaffolds are sound."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from mutation_case import CHECKS, SOUND

from hengping.indicators.lint import lint
from hengping.indicators.load import library_folder, load_system
from hengping.indicators.scaffold import new_system, write_new
from hengping.indicators.schema import DIALECT, field_words, json_schema, part_models
from hengping.indicators.schema_words import FIELD_ZH, MODEL_ZH
from hengping.indicators.yamlfile import read_document
from hengping.model.errors import InputError

LIBRARY = library_folder().parent
FILES = sorted(
    [
        *library_folder().glob("*/system.yaml"),
        *(LIBRARY / "examples").glob("*.yaml"),
        LIBRARY / "template" / "system.yaml",
    ]
)


@pytest.fixture(scope="module")
def validator() -> jsonschema.Draft202012Validator:
    schema = json_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return float(value) if isinstance(value, Decimal) else value.isoformat() if isinstance(value, date) else value


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_shipped_files_fulfil_the_schema(path: Path, validator: jsonschema.Draft202012Validator) -> None:
    assert [error.message for error in validator.iter_errors(_plain(read_document(path).data))] == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("marks: 40", "mark: 40"),
        ("marks: 40", 'marks: "40"'),
        ("kind: checklist", "kind: checkist"),
        ("operator: geometric_mean", "operator: geometric"),
        ('version: "1"\n', ""),
        ("weight: 1/3", "weight: third"),
    ],
)
def test_wrong_files_do_not(old: str, new: str, validator: jsonschema.Draft202012Validator, tmp_path: Path) -> None:
    path = tmp_path / "system.yaml"
    path.write_text(SOUND.replace(old, new, 1), encoding="utf-8")
    assert not validator.is_valid(_plain(read_document(path).data))


def test_the_schema_names_itself_and_every_field() -> None:
    schema = json_schema()
    assert schema["$schema"] == DIALECT
    assert schema["$id"].startswith("urn:")
    assert schema == json_schema()
    for part in [schema, *schema["$defs"].values()]:
        assert part["title"]
        for entry in part.get("properties", {}).values():
            assert entry.get("description"), part["title"]


def test_every_part_and_field_has_words_and_no_word_is_left_over() -> None:
    models = part_models()
    assert set(models) == set(MODEL_ZH)
    said = {f"{name}.{words.name}" for name, model in models.items() for words in field_words(model) if words.zh}
    loose = {key for key in FIELD_ZH if "." not in key}
    assert {key for key in FIELD_ZH if "." in key} <= said
    assert loose <= {key.partition(".")[2] for key in said}


def test_a_scaffold_is_sound(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "yunxi-2026.yaml"
    write_new("yunxi-2026", path)
    assert lint(path, CHECKS) == []
    system = load_system(path)
    assert system.id == "yunxi-2026"
    assert system.examples
    assert path.read_text(encoding="utf-8").count("#") > 20
    with pytest.raises(InputError, match="已存在"):
        write_new("yunxi-2026", path)


@pytest.mark.parametrize("origin", sorted(folder.name for folder in library_folder().iterdir() if folder.is_dir()))
def test_a_copy_keeps_everything_but_its_name(origin: str, tmp_path: Path) -> None:
    path = tmp_path / "copy.yaml"
    path.write_text(new_system("my-copy", origin), encoding="utf-8")
    copy, old = load_system(path), load_system(origin)
    assert (copy.id, copy.version) == ("my-copy", "1")
    assert copy.model_copy(update={"id": old.id, "version": old.version}) == old


@pytest.mark.parametrize(
    ("name", "origin"), [("../evil", ""), ("", ""), ("我的", ""), ("x", "nowhere"), ("guangxi-2017", "guangxi-2017")]
)
def test_what_cannot_be_made_is_refused(name: str, origin: str) -> None:
    with pytest.raises(InputError) as refused:
        new_system(name, origin)
    assert refused.value.remedy
