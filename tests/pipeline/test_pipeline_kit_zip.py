"""The kit's ZIP form: any changed byte is named, hostile files are refused, nothing is written outside."""

import hashlib
import os
import shutil
import stat
import struct
import subprocess
import tracemalloc
import zipfile
import zlib
from io import BytesIO
from pathlib import Path

import msgspec
import pytest

from hengping.pipeline import kit_unpacking, kit_zip
from hengping.pipeline.kit_unpacking import UnpackFault, looks_like_zip, unpack
from hengping.pipeline.kit_zip import Entry, KitWriter, central_record, end_records, local_header, name_fault

FILES = {
    "README.md": b"hello\n" * 50,
    "a/\u53bf.json": b'{"x":1}' * 300,
    "a.gz": b"\x1f\x8b123",
    "b/empty.csv": b"",
    "z/long.txt": b"".join(hashlib.sha256(bytes([n])).digest() for n in range(8)),
}


def packed(files: dict[str, bytes] | None = None) -> bytes:
    stream = BytesIO()
    writer = KitWriter(stream)
    for name, data in sorted((files or FILES).items(), key=lambda pair: pair[0].encode()):
        writer.add(name, data)
    writer.finish()
    return stream.getvalue()


def unpacked(data: bytes, base: Path) -> list[UnpackFault]:
    """Faults of a kit; what is beside and below the folder is looked at, too."""
    kit, into = base / "kit.zip", base / "into"
    kit.write_bytes(data)
    shutil.rmtree(into, ignore_errors=True)
    into.mkdir()
    faults = unpack(kit, into)
    assert {path.name for path in base.iterdir()} == {"kit.zip", "into"}
    return faults


def raw(entries: list[tuple[str, bytes, int]]) -> bytes:
    """A ZIP file in the kit's own form of entries that the writer itself refuses."""
    body, directory = b"", b""
    for name, data, method in entries:
        press = zlib.compressobj(9, zlib.DEFLATED, -15)
        pressed = press.compress(data) + press.flush() if method else data
        entry = Entry(
            name=name,
            method=method,
            crc=zlib.crc32(data),
            size=len(data),
            packed=len(pressed),
            seal=hashlib.sha256(pressed).digest(),
            offset=len(body),
        )
        body += local_header(entry) + pressed
        directory += central_record(entry)
    return body + directory + end_records(len(entries), len(directory), len(body))


def test_what_is_packed_comes_out_again_and_other_programs_read_it(tmp_path):
    data = packed()
    assert unpacked(data, tmp_path) == []
    assert {name: (tmp_path / "into" / name).read_bytes() for name in FILES} == FILES
    with zipfile.ZipFile(BytesIO(data)) as archive:
        assert archive.testzip() is None
        assert {name: archive.read(name) for name in archive.namelist()} == FILES
    if tool := shutil.which("unzip"):
        assert subprocess.run([tool, "-tqq", str(tmp_path / "kit.zip")], check=False).returncode == 0


def test_the_same_files_are_always_the_same_bytes():
    assert packed() == packed(dict(reversed(FILES.items())))


@pytest.mark.slow
def test_every_changed_byte_is_named(tmp_path):
    data = packed()
    with zipfile.ZipFile(BytesIO(data)) as archive:
        infos, start = archive.infolist(), archive.start_dir
    bounds = [*(info.header_offset for info in infos), start]
    for at in range(len(data)):
        changed = bytearray(data)
        changed[at] ^= 1 << at % 8
        faults = unpacked(bytes(changed), tmp_path)
        assert faults, at
        owner = next((info.filename for info, end in zip(infos, bounds[1:], strict=True) if at < end), None)
        if owner is not None:
            assert owner in {fault.path for fault in faults}, at


def test_a_changed_record_of_the_directory_names_its_file(tmp_path):
    data = packed()
    for name in FILES:
        at = data.rindex(name.encode())
        changed = bytearray(data)
        changed[at - 20] ^= 1
        assert name in {fault.path for fault in unpacked(bytes(changed), tmp_path)}


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data + b"\0",
        lambda data: b"\0" + data,
        lambda data: data[:-1],
        lambda data: data[: len(data) // 2],
        lambda data: data[:-2] + b"\x05\x00hello",
        lambda data: data[:40] + b"\0" + data[40:],
        lambda data: data + data,
        lambda data: data[:4],
    ],
)
def test_anything_more_or_less_than_written_is_a_fault(tmp_path, change):
    assert unpacked(change(packed()), tmp_path)


@pytest.mark.parametrize(
    "name",
    [
        "../evil",
        "a/../../evil",
        "/etc/evil",
        "a\\..\\evil",
        "C:evil",
        "a//b",
        "a/",
        ".",
        "",
        "a\nb",
        "a\0b",
        "x" * 300,
        "/".join("a" * 20),
        "con:1",
        "\u2028",
    ],
)
def test_names_that_lead_out_or_cannot_stand_are_refused(tmp_path, name):
    assert name_fault(name)
    faults = unpacked(raw([(name, b"evil", 0)]), tmp_path)
    assert [(fault.kind, bool(fault.text.zh)) for fault in faults] in ([("refused", True)], [("changed", True)])
    assert list((tmp_path / "into").iterdir()) == []
    with pytest.raises(ValueError, match=r"."):
        KitWriter(BytesIO()).add(name, b"")


def test_the_same_name_twice_is_refused(tmp_path):
    (fault,) = unpacked(raw([("a", b"1", 0), ("a", b"2", 0)]), tmp_path)
    assert (fault.kind, fault.path) == ("refused", "a")


def test_a_file_in_the_place_of_a_folder_is_refused(tmp_path):
    for names in (("a", "a/b"), ("a", "a-b", "a/b")):
        faults = unpacked(raw([(name, b"1", 0) for name in names]), tmp_path)
        assert {fault.path for fault in faults} == {"a/b"}


def test_names_out_of_order_are_a_fault(tmp_path):
    assert unpacked(raw([("b", b"1", 0), ("a", b"2", 0)]), tmp_path)


def test_links_and_other_kinds_of_packing_are_refused(tmp_path):
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_BZIP2) as archive:
        link = zipfile.ZipInfo("link")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
        archive.writestr("a", "1")
    assert unpacked(stream.getvalue(), tmp_path)
    assert list((tmp_path / "into").iterdir()) == []


def test_a_kit_packed_again_by_another_program_is_a_fault(tmp_path):
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in FILES.items():
            archive.writestr(name, data)
    assert unpacked(stream.getvalue(), tmp_path)


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path, monkeypatch):
    monkeypatch.setattr(kit_unpacking, "_FREE_SIZE", 1 << 20)
    size = 128 << 20
    stream = BytesIO()
    writer = KitWriter(stream)
    big = tmp_path / "zeros.txt"
    with big.open("wb") as file:
        file.truncate(size)
    writer.add("zeros.txt", big)
    writer.finish()
    big.unlink()
    tracemalloc.start()
    (fault,) = unpacked(stream.getvalue(), tmp_path)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert fault.kind == "refused"
    assert "炸弹" in fault.text.zh
    assert peak < size / 20
    assert list((tmp_path / "into").iterdir()) == []


def test_an_entry_that_unpacks_to_more_than_it_says_is_cut_off(tmp_path, monkeypatch):
    """A header that lies about the size; the kit is in form otherwise."""
    press = zlib.compressobj(9, zlib.DEFLATED, -15)
    pressed = press.compress(bytes(50 << 20)) + press.flush()
    entry = Entry(
        name="a.txt",
        method=8,
        crc=0,
        size=10,
        packed=len(pressed),
        seal=hashlib.sha256(pressed).digest(),
        offset=0,
    )
    head, record = local_header(entry), central_record(entry)
    data = head + pressed + record + end_records(1, len(record), len(head) + len(pressed))
    (fault,) = unpacked(data, tmp_path)
    assert (fault.kind, fault.path) == ("changed", "a.txt")
    assert (tmp_path / "into" / "a.txt").stat().st_size <= 10


def test_entries_that_share_their_bytes_are_refused(tmp_path):
    """Overlapping entries, as bombs use them: one local header, many records."""
    data = raw([("a", b"1" * 100, 0)])
    entry = Entry(name="b", method=0, crc=zlib.crc32(b"1" * 100), size=100, packed=100, seal=bytes(32), offset=0)
    start = len(local_header(entry)) + 100
    first = data[start : data.rindex(b"PK\x05\x06")]
    directory = first + central_record(entry)
    assert unpacked(data[:start] + directory + end_records(2, len(directory), start), tmp_path)


def test_too_many_entries_are_refused_by_their_count(tmp_path, monkeypatch):
    monkeypatch.setattr(kit_unpacking, "MOST_ENTRIES", 2)
    (fault,) = unpacked(packed(), tmp_path)
    assert fault.kind == "refused"


def test_sizes_and_offsets_beyond_four_gigabytes_stand_in_long_fields():
    entry = Entry(name="a", method=0, crc=1, size=5 << 30, packed=5 << 30, seal=bytes(32), offset=6 << 30)
    record = central_record(entry)
    read, again = kit_unpacking._record(BytesIO(record))
    assert (read, again) == (entry, record)
    assert struct.pack("<Q", 5 << 30) in local_header(entry)
    ending = end_records(70_000, 100, 0)
    assert ending.startswith(b"PK\x06\x06")
    assert kit_unpacking._end(BytesIO(bytes(100) + ending), 100 + len(ending)) == (70_000, 100, 0)


def test_many_entries_round_trip(tmp_path, monkeypatch):
    monkeypatch.setattr(kit_zip, "FULL16", 3)
    assert unpacked(packed(), tmp_path) == []


def test_what_looks_like_a_zip(tmp_path):
    path = tmp_path / "file"
    for data, expected in ((packed(), True), (b"XX" + packed()[2:], True), (b"hello", False), (b"", False)):
        path.write_bytes(data)
        assert looks_like_zip(path) is expected


def test_what_is_compressed_already_is_stored():
    assert [kit_zip.method_of(name) for name in ("a.pdf", "a.GZ", "a.json")] == [0, 0, 8]


def test_the_writer_notices_a_file_that_changes_under_it(tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes(b"1234")

    class Growing(type(path)):
        def stat(self, **more):
            found = super().stat(**more)
            return os.stat_result((*found[:6], found.st_size - 1, *found[7:]))

    with pytest.raises(ValueError, match="changed"):
        KitWriter(BytesIO()).add("a.txt", Growing(path))


def test_entries_are_plain_data():
    assert msgspec.structs.asdict(Entry(name="a", method=0, crc=0, size=0, packed=0, seal=b"", offset=0))
