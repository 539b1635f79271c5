"""Load indicator systems: from the library by id, or from a file."""

from functools import lru_cache
from importlib.resources import files
from pathlib import Path

from pydantic import ValidationError

from hengping.indicators.faults import LintFault, schema_faults
from hengping.indicators.structure import structure_faults
from hengping.indicators.system import IndicatorSystem
from hengping.indicators.yamlfile import Document, read_document
from hengping.model.errors import InputError, place


def library_folder() -> Path:
    """Folder of the shipped systems, one folder each."""
    return Path(str(files("hengping.library"))) / "systems"


def system_path(id_or_path: str | Path) -> Path:
    """The file of a system: the path itself, or the library's file of that id.

    Raises:
        InputError: neither; names the ids that exist.
    """
    path = Path(id_or_path)
    if path.is_file():
        return path
    shipped = library_folder() / str(id_or_path) / "system.yaml"
    if "/" not in str(id_or_path) and shipped.is_file():
        return shipped
    known = "、".join(folder.name for folder in _shipped_folders())
    raise InputError(f"没有指标体系“{id_or_path}”", remedy=f"写库中的编号（{known}），或指标体系文件的路径")


def system_bytes(id_or_path: str | Path) -> bytes:
    """The file as shipped, for freezing into a run.

    Raises:
        InputError: no such system.
    """
    return system_path(id_or_path).read_bytes()


def load_system(id_or_path: str | Path) -> IndicatorSystem:
    """Load one system and refuse it when anything is wrong with it.

    Raises:
        InputError: names file, line, field and remedy of the first fault, and how many there are.
    """
    path = system_path(id_or_path)
    try:
        system, faults = _parsed(path.read_bytes())
    except (OSError, InputError):
        system, faults = parse_system(read_document(path))  # says what is wrong in the name of this file
    if system is None or faults:
        first = faults[0]
        more = f"（共 {len(faults)} 处问题）" if len(faults) > 1 else ""
        raise InputError(first.zh + more, where=place(path, first.line, first.field), remedy=first.remedy)
    return system


@lru_cache(maxsize=32)
def _parsed(data: bytes) -> tuple[IndicatorSystem | None, list[LintFault]]:
    """System and faults of a file by its bytes.

    A command asks several times for the same file, here and as frozen into runs, and YAML is slow to read.
    """
    return parse_system(read_document(Path("system.yaml"), data))


def list_systems() -> list[IndicatorSystem]:
    """All shipped systems, by id."""
    return [load_system(folder.name) for folder in _shipped_folders()]


def parse_system(
    document: Document, known_checks: frozenset[str] | None = None
) -> tuple[IndicatorSystem | None, list[LintFault]]:
    """The system of a document, as far as the schema can read it, and all its faults in file order."""
    try:
        system = IndicatorSystem.model_validate(document.data)
    except ValidationError as error:
        return None, schema_faults(document, error)
    return system, structure_faults(document, system, known_checks)


def _shipped_folders() -> list[Path]:
    return sorted(folder for folder in library_folder().iterdir() if (folder / "system.yaml").is_file())
