"""Content coding undone, within a limit."""

import gzip
import tracemalloc
import zlib

import brotli
import pytest

from hengping.evidence.payload import decode_body, header_value

TEXT = "政府信息公开".encode() * 5000


def _bare_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


CODED = {
    "plain": (TEXT, ""),
    "identity": (TEXT, "identity"),
    "gzip": (gzip.compress(TEXT), "gzip"),
    "odd spelling": (gzip.compress(TEXT), " X-GZIP "),
    "two members": (gzip.compress(TEXT[:7000]) + gzip.compress(TEXT[7000:]), "gzip"),
    "two long members": (gzip.compress(TEXT[:70_000], 0) + gzip.compress(TEXT[70_000:], 0), "gzip"),
    "deflate": (zlib.compress(TEXT), "deflate"),
    "bare deflate": (_bare_deflate(TEXT), "deflate"),
    "brotli": (brotli.compress(TEXT), "br"),
    "two codings": (gzip.compress(zlib.compress(TEXT)), "deflate, gzip"),
}


@pytest.mark.parametrize("name", CODED)
def test_codings_are_undone(name):
    assert decode_body(*CODED[name]) == (TEXT, False)


@pytest.mark.parametrize("codings", ["gzip", "deflate", "br", "unheard-of"])
def test_a_payload_without_the_coding_its_header_names_is_given_as_it_is(codings):
    assert decode_body(b"<html>plain</html>", codings)[0] == b"<html>plain</html>"


def test_an_empty_gzip_body_is_empty():
    assert decode_body(gzip.compress(b""), "gzip") == (b"", False)
    assert decode_body(b"", "gzip") == (b"", False)


def test_a_cut_stream_gives_its_beginning():
    body, cut = decode_body(gzip.compress(TEXT, compresslevel=0)[:3000], "gzip")
    assert TEXT.startswith(body)
    assert len(body) > 2000
    assert not cut


@pytest.mark.parametrize("codings", ["gzip", "deflate", "br", "gzip, gzip"])
def test_a_bomb_costs_no_more_than_the_limit(codings):
    big = bytes(64 << 20)
    bomb = {
        "gzip": lambda: gzip.compress(big),
        "deflate": lambda: zlib.compress(big),
        "br": lambda: brotli.compress(big, quality=3),
        "gzip, gzip": lambda: gzip.compress(gzip.compress(big)),
    }[codings]()
    assert len(bomb) < 1 << 20
    tracemalloc.start()
    body, cut = decode_body(bomb, codings, limit=1 << 20)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (len(body), cut) == (1 << 20, True)
    assert peak < 16 << 20


def test_headers_are_found_in_any_case_and_joined():
    headers = (("content-encoding", "deflate"), ("X", "1"), ("Content-Encoding", "gzip"))
    assert header_value(headers, "CONTENT-encoding") == "deflate, gzip"
    assert header_value(headers, "Date") == ""
