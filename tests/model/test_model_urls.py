"""The normal form of addresses: what it was before it was made fast, and the same for all who ask."""

import posixpath
import re
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from hengping.model.urls import BadUrlError, base_needed, host_of, joined, normal_url, same_site

BASE = "http://www.yunxi.gov.cn/zwgk/tzgg/index.html"


def taken_apart(url: str, base: str = "") -> str:
    """The normal form by the standard library alone, without any short cut; empty for no address."""
    text = "".join(url.split("\n")).replace("\r", "").replace("\t", "").strip().replace("\\", "/")
    text = re.sub(r"^((?:https?:)?)//+", r"\1//", text, flags=re.IGNORECASE)
    try:
        parts = urlsplit(urljoin(base, text) if base else text)
        port, host = parts.port, (parts.hostname or "").rstrip(".").lower()
        host = host if host.isascii() else host.encode("idna").decode("ascii").rstrip(".")
        path = parts.path or "/"
        if "/." in path:
            ends = path.endswith(("/", "/.", "/.."))
            path = posixpath.normpath(path)
            path = "/" + (path + "/" if ends and path != "/" else path).lstrip("/")
        path = quote(path, safe="/:@!$&'()*+,;=~-._%")
        query = quote(parts.query, safe="/:@!$&'()*+,;=~-._%?[]")
    except ValueError:  # UnicodeError is one
        return ""
    if parts.scheme not in {"http", "https"} or not host or re.search(r"[\x00-\x20\x7f#%/<>?@\[\\\]^`{|}]", host):
        return ""
    host = f"[{host}]" if ":" in host else host
    if port and port != {"http": 80, "https": 443}[parts.scheme]:
        host = f"{host}:{port}"
    return urlunsplit((parts.scheme, host, path, query, ""))


def normal(url: str, base: str = "") -> str:
    try:
        return normal_url(url, base)
    except BadUrlError:
        return ""


SEGMENT = st.sampled_from(
    [
        *";@&-'",
        "a",
        "index.html",
        "t2024_1.html",
        "..",
        ".",
        "",
        "中文",
        "a b",
        "%e4",
        "x;y",
        "a:b",
        "~u",
        "a.b.",
        "..a",
        ".hidden",
        "[x]",
        "\\",
        "�",
        "//",
        "O'k",
        "a,b",
        "(1)",
    ]
)
HOST = st.sampled_from(
    [
        "www.a.gov.cn",
        "WWW.A.GOV.CN",
        "a.cn:80",
        "a.cn:443",
        "a.cn:8080",
        "a.cn:0",
        "a.cn:99999",
        "a.cn:",
        "市.政务",
        "中国.公益",
        "a..cn",
        "a.cn.",
        "[::1]",
        "[::1]:80",
        "u:p@a.cn",
        "a b.cn",
        "",
        "a。cn",
        "a_b.cn",
        "-",
        "１.cn",
        "xn--fiq228c.cn",
        "a.cn:080",
        "a.cn:44",
        "a.cn:800",
        ".",
        "a%41.cn",
    ]
)
START = st.sampled_from(
    [
        "http://",
        "https://",
        "HTTP://",
        "//",
        "",
        "http:",
        "ftp://",
        "javascript:",
        "/",
        "./",
        "../",
        "../../",
        " http://",
        "\thttp://",
        "?",
        "#",
        ";",
        "/\\",
        "ht\ntp://",
        "/\n/",
    ]
)
END = st.sampled_from(
    ["", "?", "?a=1", "?a=中", "?a=1&b=2;c", "?t=12:30", "?x/../y", "#f", "#中 f", "?a#b", "??", "?a=[1]", "? ", "?\n"]
)


@st.composite
def addresses(draw: st.DrawFn) -> str:
    middle = draw(st.sampled_from(["", "/", "/"])) + "/".join(draw(st.lists(SEGMENT, max_size=4)))
    return draw(START) + draw(st.one_of(HOST, SEGMENT)) + middle + draw(END)


ANY = st.one_of(addresses(), st.text(max_size=20), st.text("ahtp:/?#.;\\ 中%[]@0", max_size=16))


@settings(max_examples=400, deadline=None)
@given(ANY, st.one_of(st.just(""), st.just(BASE), addresses()))
@example("http:///?a=1", BASE)
@example("https://?a=1", BASE)
def test_the_short_way_leads_where_the_long_one_does(url: str, base: str) -> None:
    if base and not (base := normal(base)):
        return
    want = taken_apart(url, base)
    assert normal(url, base) == want
    assert joined(url, base) == want
    if base:
        assert taken_apart(url, base_needed(url, base)) == want


@settings(max_examples=300, deadline=None)
@given(ANY)
def test_the_normal_form_is_its_own(url: str) -> None:
    once = normal(url, BASE)
    if once:
        assert normal(once) == once == normal(once, BASE)
        assert host_of(once) == (urlsplit(once).hostname or "")


@pytest.mark.parametrize(
    ("url", "want"),
    [
        ("a.html", "http://www.yunxi.gov.cn/zwgk/tzgg/a.html"),
        ("./202401/t1.html?x=1#y", "http://www.yunxi.gov.cn/zwgk/tzgg/202401/t1.html?x=1"),
        ("../../../../a/", "http://www.yunxi.gov.cn/a/"),
        ("/", "http://www.yunxi.gov.cn/"),
        ("?p=2", "http://www.yunxi.gov.cn/zwgk/tzgg/index.html?p=2"),
        ("//x.cn", "http://x.cn/"),
        ("http://www.中国.政务", "http://www.xn--fiqs8s.xn--zfr164b/"),
        ("http://慈善.公益:8080/中 文", "http://xn--30rr7y.xn--55qw42g:8080/%E4%B8%AD%20%E6%96%87"),
        ("HTTPS://WWW.Yunxi.gov.cn:443/A/../B", "https://www.yunxi.gov.cn/B"),
        (" \\a\\b.html\n", "http://www.yunxi.gov.cn/a/b.html"),
    ],
)
def test_forms(url: str, want: str) -> None:
    assert normal_url(url, BASE) == want


@pytest.mark.parametrize("url", ["javascript:;", "mailto:a@b.cn", "http://./", "http://a b/", "http://[/", "ftp://a"])
def test_what_is_no_web_address(url: str) -> None:
    with pytest.raises(BadUrlError):
        normal_url(url, BASE)


def test_long_addresses_are_read_and_not_kept() -> None:
    long = "/" + "a" * 1_000_000
    assert normal_url(long, BASE) == f"http://www.yunxi.gov.cn{long}"


def test_one_site_with_and_without_www() -> None:
    assert same_site("www.a.cn", "a.cn")
    assert same_site("a.cn", "a.cn")
    assert not same_site("b.a.cn", "a.cn")


@pytest.mark.parametrize(
    "written", ["http:///www.gov.cn/x", "///www.gov.cn/x", "HTTP:////www.gov.cn/x", "http:\\\\\\www.gov.cn\\x"]
)
def test_however_many_slashes_stand_before_a_host_browsers_read_two(written):
    assert normal_url(written, "http://a.gov.cn/d/e.html") == "http://www.gov.cn/x"
