"""Random damage to system files: lint always answers, never raises, and never lets a crash through to the loader."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mutation_case import CHECKS, SOUND

from hengping.indicators.lint import is_wrong, lint
from hengping.indicators.load import load_system, system_bytes
from hengping.model.errors import InputError

TEXTS = [SOUND.encode(), system_bytes("national-check-2019")[:6000], system_bytes("guangxi-2017")[:6000]]
SPLINTERS = [
    b":", b"\xef\xbc\x9a", b"-", b"  ", b"\t", b"\n",
    b"{", b"}", b"[", b"]", b'"', b"'", b"#", b"&a ", b"*a", b"!!", b"|",
    b"?", b"NaN", b".inf", b"1e400", b"-1", b"\x00", b"\xff", b"null", b"~", b"yes", b"2019-02-30", b"<<: ", b"---\n",
]  # fmt: skip

damage = st.tuples(
    st.sampled_from(["cut", "insert", "flip", "swap"]),
    st.floats(0, 1, exclude_max=True),
    st.integers(1, 40),
    st.sampled_from(SPLINTERS),
)


def _spoil(data: bytes, steps: list[tuple[str, float, int, bytes]]) -> bytes:
    for kind, share, length, splinter in steps:
        at = int(share * len(data))
        if kind == "cut":
            data = data[:at] + data[at + length :]
        elif kind == "insert":
            data = data[:at] + splinter + data[at:]
        elif kind == "flip":
            data = data[:at] + bytes([data[at] ^ length]) + data[at + 1 :] if at < len(data) else data
        else:
            data = data[:at] + data[at + length : at + 2 * length] + data[at : at + length] + data[at + 2 * length :]
    return data


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(TEXTS), st.lists(damage, min_size=1, max_size=4))
def test_lint_never_raises(tmp_path: Path, text: bytes, steps: list[tuple[str, float, int, bytes]]) -> None:
    path = tmp_path / "system.yaml"
    path.write_bytes(_spoil(text, steps))
    faults = lint(path, CHECKS)
    for fault in faults:
        assert fault.line >= 1
        assert fault.zh
        assert fault.remedy
    if not is_wrong(faults):
        load_system(path)
    elif any(fault.field.rpartition(".")[2] != "check" for fault in faults):
        with pytest.raises(InputError):
            load_system(path)
