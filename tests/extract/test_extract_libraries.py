"""Script libraries: which, in which version, and what is known of it."""

import pytest

from hengping.extract.flat import Page
from hengping.extract.libraries import flaws_of, library_of, read_libraries
from hengping.extract.page import read_page
from hengping.extract.personal_site import library_facts

URL = "http://www.example.gov.cn/"


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("/js/jquery-1.8.3.min.js", ("jquery", "1.8.3")),
        ("js/jquery.min-1.11.1.js?v=2", ("jquery", "1.11.1")),
        ("//cdn.example.cn/jquery/3.7.1/jquery.min.js", ("jquery", "3.7.1")),
        ("https://cdn.example.cn/npm/vue@2.6.14/dist/vue.min.js", ("vue", "2.6.14")),
        ("/static/bootstrap-3.3.7/js/bootstrap.min.js", ("bootstrap", "3.3.7")),
        ("/js/jquery-ui-1.9.0.custom.min.js", ("jquery-ui", "1.9.0")),
        ("/lib/jquery.validate-1.14.0.js", ("jquery-validation", "1.14.0")),
        ("/js/swiper-3.4.2.min.js", ("swiper", "3.4.2")),
        ("/js/jquery.min.js?v=1.8.3", None),  # the site's own mark
        ("/js/jquery.js", None),
        ("/js/my-1.8.3.js", None),
        ("/bootstrap/3.3.7/js/own-script.js", None),
        ("/js/jquery.superslide.2.1.1.js", None),
        ("/upload/jquery-1.8.3.min.js.bak", None),
    ],
)
def test_a_library_is_told_by_its_file_or_folder(source, told):
    assert library_of(source) == told


@pytest.mark.parametrize(
    ("name", "version", "some", "fixed"),
    [
        ("jquery", "1.8.3", "CVE-2020-11023", "3.5.0"),
        ("jquery", "3.4.1", "CVE-2020-11022", "3.5.0"),
        ("bootstrap", "3.3.7", "CVE-2019-8331", "3.4.1"),
        ("angular", "1.8", "CVE-2022-25869", "2.0.0"),
    ],
)
def test_known_flaws_and_where_they_end(name, version, some, fixed):
    flaws = flaws_of(name, version)
    assert some in flaws.identifiers
    assert (flaws.fixed_in, flaws.listed_on[:2]) == (fixed, "20")


@pytest.mark.parametrize(
    ("name", "version"),
    [("jquery", "3.5.0"), ("jquery", "3.7.1"), ("bootstrap", "3.4.1"), ("bootstrap", "5.3.0"), ("none", "1.0")],
)
def test_versions_without_known_flaws(name, version):
    assert flaws_of(name, version).identifiers == ()


def test_only_scripts_that_are_loaded_count():
    html = (
        "<head><!-- <script src='/js/jquery-1.4.2.js'></script> -->"
        "<script src='/js/jquery-1.8.3.min.js'></script></head>"
        "<body><script src='/js/jquery-1.8.3.min.js'></script><a href='/js/lodash-1.0.0.js'>下载</a>"
        f"<script>/*! jQuery UI - v1.9.0 */{'x' * 9000}</script><script>var a='jQuery v1.0.0'</script></body>"
    )
    found = read_libraries(Page(html), URL)
    assert [(one.name, one.version, one.url) for one in found] == [
        ("jquery", "1.8.3", f"{URL}js/jquery-1.8.3.min.js"),
        ("jquery-ui", "1.9.0", URL),
    ]


def test_one_fact_for_a_library_that_many_pages_load():
    html = b"<script src='/js/jquery-1.8.3.min.js'></script>"
    pages = [read_page(html, f"{URL}{path}") for path in ("b.html", "", "a.html")]
    (fact,) = library_facts(pages, URL)
    assert (fact.source_url, fact.fixed_in) == (URL, "3.5.0")
    assert library_facts(reversed(pages), URL) == (fact,)


def test_hostile_addresses():
    for source in (
        "/jquery" * 3000 + "-1.8.3.js",
        "/" + "jquery-" * 5000 + ".js",
        "/jquery/" + "9" * 5000 + "/jquery.js",
        "jquery-9999.99999.js",
    ):
        library_of(source[:1000])
    assert flaws_of("jquery", "1..3") == flaws_of("jquery", "1.3")
