import pytest

from hengping.model.errors import InputError
from hengping.roster.codes import CODE_FAULTS, CodeFault, code_faults
from hengping.roster.divisions import load_divisions


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("4500000045", ()),
        ("4501270003", ()),  # 横县, since 2021 横州市 450181
        ("4501810003", ()),
        ("bm01000001", ()),
        ("9900000001", (CodeFault.UNKNOWN_DIVISION,)),
        ("450000004", (CodeFault.WRONG_LENGTH,)),
        ("45000000455", (CodeFault.WRONG_LENGTH,)),
        ("99000000455", (CodeFault.WRONG_LENGTH, CodeFault.UNKNOWN_DIVISION)),
        ("bm0100001", (CodeFault.WRONG_LENGTH,)),
        ("BM01000001", (CodeFault.NOT_DIGITS,)),
        ("45000000O5", (CodeFault.NOT_DIGITS,)),
        ("", (CodeFault.WRONG_LENGTH, CodeFault.NOT_DIGITS)),
        ("４５00000045", (CodeFault.NOT_DIGITS,)),
    ],
)
def test_code_faults(divisions, code, expected):
    assert code_faults(code, divisions) == expected


def test_every_fault_has_both_texts():
    assert set(CODE_FAULTS) == set(CodeFault)
    assert all(text.zh and text.en for text in CODE_FAULTS.values())


def test_divisions_hold_all_years(divisions):
    assert divisions.names("450127") == ("横县",)
    assert divisions.names("450181") == ("横州市",)
    assert "武鸣县" in divisions.names("450122")  # 武鸣区 450110 since 2015
    assert divisions.known("710000")
    assert divisions.known("341400")  # 巢湖市, abolished in 2011
    assert not divisions.known("000000")
    assert not divisions.known("830000")
    assert sum(code.endswith("0000") for code in divisions.by_code) == 34


def test_division_years_do_not_run_backwards(divisions):
    spans = [span for names in divisions.by_code.values() for span in names if span.from_year and span.to_year]
    assert spans
    assert all(span.from_year <= span.to_year for span in spans)


def test_extra_divisions_add_and_replace(tmp_path):
    extra = tmp_path / "divisions.csv"
    extra.write_bytes("\ufeffcode,name\n990100,云溪市\n450127,横州\n".encode())
    merged = load_divisions(extra)
    assert merged.names("990100") == ("云溪市",)
    assert merged.names("450127") == ("横州",)
    assert merged.known("450181")


@pytest.mark.parametrize(
    ("content", "where"),
    [
        (b"name,x\n", "divisions.csv:1"),
        (b"code,name\n990100,a\n99010,b\n", "divisions.csv:3"),
        (b"code,name\n990100,\n", "divisions.csv:2"),
        (b"code,name\n990100\n", "divisions.csv:2"),
        (b"\xff\xfe\x00", "divisions.csv"),
    ],
)
def test_bad_extra_divisions_name_the_line(tmp_path, content, where):
    extra = tmp_path / "divisions.csv"
    extra.write_bytes(content)
    with pytest.raises(InputError) as caught:
        load_divisions(extra)
    assert caught.value.where.split(" ")[0].endswith(where)


def test_missing_extra_divisions(tmp_path):
    with pytest.raises(InputError, match="读不到"):
        load_divisions(tmp_path / "none.csv")
