"""What is to come of each behaviour: where its addresses end, and what it may cost at most.

An ending is written ``state status failure``, the state as :class:`hengping.model.facts.LinkFact` has it, a dash for no
failure. Only ``broken`` is ever held against a site.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from hostile_addresses import PRIVATE
from hostile_pages import BEHIND

OK = "ok 200 -"
TIMEOUT = "broken 0 timeout"
PROTOCOL = "broken 0 protocol"
CERTIFICATE = {"/": "ok 200 certificate", "/news/ok.html": "ok 200 certificate"}
_SECTION = {"/section/open.html": OK}


class Expected(NamedTuple):
    """What is to come of one behaviour.

    Attributes:
        ends: target → ending, both looks together.
        most: requests that reach the server at most, robots.txt, retries and second looks included.
        trap: rule that leaves its addresses out; empty: none does.
        left_out: other reason why addresses are left out.
        ordinary: the rest of the site is there.
        settings: limits other than the usual ones.
        megabytes: that the server sends at most; what lies in socket buffers is sent in vain.
        slow: takes seconds.
        hollow: targets that open and only say that they are not there.
    """

    ends: dict[str, str]
    most: int = 12
    trap: str = ""
    left_out: str = ""
    ordinary: bool = True
    settings: Mapping[str, Any] = MappingProxyType({})
    megabytes: float = 1
    slow: bool = False
    hollow: frozenset[str] = frozenset()


_WHOLE = {"max_bytes_per_response": 20_000_000, "max_bytes_per_site": 100_000_000, "timeout_s": 10}

EXPECTED: dict[str, Expected] = {
    # spaces without end
    "calendar-path": Expected({"/calendar/2026/11/": OK, "/calendar/2027/11/": OK}, 60, "endless_calendar"),
    "calendar-query": Expected({"/cal.jsp?y=2026&m=11": OK, "/cal.jsp?y=2027&m=1": OK}, 60, "endless_calendar"),
    "session-path": Expected({"/a.jsp;jsessionid=0000000000000000": OK}, 20, "session_token"),
    "session-query": Expected({"/a.jsp?JSESSIONID=1": OK}, 30, "session_token"),
    "growing-path": Expected({"/more/": OK, "/more/more/": OK}, 50, "directory_cycle"),
    # redirects and cookies
    "redirect-itself": Expected({"/in": "broken 302 redirect_loop"}),
    "redirect-pair": Expected({"/0": "broken 302 redirect_loop"}),
    "redirect-ring": Expected({"/ring/0": "broken 302 redirect_loop"}, 50),
    "redirect-endless": Expected({"/go?n=0": "broken 302 redirect_loop"}, 50),
    "redirect-twelve": Expected({"/hop/0": OK}, 20),
    "cookie-door": Expected({"/door": OK}),
    "cookie-wall": Expected({"/wall": "blocked 302 cookie_wall"}),
    "cookie-round": Expected({"/round": "blocked 302 cookie_wall"}),
    "cookie-consent": Expected({"/consent.html": OK}),
    # turned away
    "auth-prompt": Expected({"/inner/": "blocked 401 auth_required", "/proxy/": "blocked 407 auth_required"}),
    "forbidden": Expected({"/closed.html": "blocked 403 blocked"}),
    "too-many": Expected({"/busy.html": "blocked 429 blocked"}),
    "challenge": Expected({"/guarded.html": "blocked 200 blocked", "/guarded/412.html": "blocked 412 blocked"}),
    "whole-site-challenge": Expected({"/": "blocked 200 blocked"}, ordinary=False),
    # bombs and bodies without end
    "gzip-bomb": Expected({"/bomb.html": "ok 200 bomb"}, megabytes=10),
    "deflate-bomb": Expected({"/bomb.html": "ok 200 bomb", "/raw.html": "ok 200 bomb"}, megabytes=20),
    "brotli-bomb": Expected({"/bomb.html": "ok 200 bomb"}, megabytes=10),
    "nested-bomb": Expected({"/bomb.html": "ok 200 bomb"}),
    "gigabyte": Expected(
        {
            "/known.html": "ok 200 too_large",
            "/chunks.html": "ok 200 too_large",
            "/open.html": "ok 200 too_large",
            "/film.mp4": OK,
        },
        megabytes=40,
    ),
    # trickles and silence
    "trickle-head": Expected({"/slow.html": TIMEOUT}, slow=True),
    "trickle-body": Expected({"/slow.html": TIMEOUT}, slow=True),
    "never-answers": Expected({"/silent.html": TIMEOUT}, slow=True),
    # framing
    "wrong-length": Expected(
        {
            "/too-long.html": "ok 200 incomplete",
            "/too-short.html": OK,
            "/negative.html": OK,
            "/word.html": OK,
            "/huge.html": OK,
            "/two.html": PROTOCOL,
        },
        20,
    ),
    "header-garbage": Expected(
        {
            "/no-colon.html": OK,
            "/null.html": OK,
            "/folded.html": OK,
            "/many-folds.html": OK,
            "/spaces.html": OK,
            "/five-thousand.html": OK,
            "/long-line.html": OK,
            "/megabyte-line.html": PROTOCOL,
            "/eight-bit.html": OK,
        },
        24,
        megabytes=6,
    ),
    "status-garbage": Expected(
        {
            "/no-status.html": PROTOCOL,
            "/old.html": PROTOCOL,
            "/999.html": "blocked 999 blocked",
            "/567.html": "blocked 567 blocked",
            "/version.html": OK,
            "/bare.html": OK,
            "/random.html": PROTOCOL,
            "/nothing.html": "broken 0 reset",
            "/chunks.html": PROTOCOL,
            "/late-chunks.html": "ok 200 incomplete",
        },
        45,
    ),
    "endless-informational": Expected({"/wait.html": PROTOCOL}, megabytes=20),
    "reset": Expected({"/at-once.html": "broken 0 reset", "/in-body.html": "ok 200 incomplete"}, 14),
    "few-per-connection": Expected({f"/a/{number}.html": OK for number in range(30)}, 40),
    # TLS
    "tls-good": Expected({"/": OK}),
    "tls-expired": Expected(CERTIFICATE),
    "tls-self-signed": Expected(CERTIFICATE),
    "tls-wrong-host": Expected(CERTIFICATE),
    "tls-untrusted": Expected(CERTIFICATE),
    "tls-plain": Expected({"/": "broken 0 tls"}, ordinary=False),
    "tls-silent": Expected({"/": TIMEOUT}, ordinary=False, slow=True),
    # addresses
    "private-links": Expected(dict.fromkeys(PRIVATE, "not_tested 0 private_address")),
    "refused": Expected({"/": "broken 0 refused"}, ordinary=False),
    "unknown-name": Expected({"/": "broken 0 dns"}, ordinary=False),
    "slow-name": Expected({"/": "not_tested 0 own_fault"}, ordinary=False, slow=True),
    "bad-addresses": Expected(
        {
            "/bad.html": OK,
            "http://elsewhere.example/": OK,
            "http://elsewhere.example/four": "broken 404 -",
            "http://elsewhere.example/back": "broken 404 -",
            f"http://{'a' * 300}.example/": "broken 0 dns",
        },
        20,
    ),
    "idn": Expected({"/news/ok.html": OK, "/news/2.html": OK, "http://慈善.公益/": OK}),
    # pages
    "many-links": Expected({"/list/": OK}, 90, left_out="budget", settings=_WHOLE, megabytes=10, slow=True),
    "depth-bomb": Expected({"/deep.html": OK, BEHIND: OK}, settings=_WHOLE, megabytes=10, slow=True),
    "long-attribute": Expected({"/long.html": OK, BEHIND: OK}, settings=_WHOLE, megabytes=20, slow=True),
    "null-bytes": Expected({"/null.html": OK, BEHIND: OK}),
    "wrong-charset": Expected(
        {
            f"/{place}{name}.html": OK
            for name in ("says-utf8", "says-gb2312", "utf16", "utf16-be", "broken", "nonsense")
            for place in ("", "news/behind-")
        },
        20,
    ),
    "frameset": Expected({"/frames/": OK, "/frames/menu.html": OK, "/frames/main.html": OK, BEHIND: OK}),
    "endless-frames": Expected({"/own.html": OK, "/frame?n=0": OK, "/frame?n=1": OK}, 90, left_out="budget"),
    "base": Expected(
        {
            "http://elsewhere.example/news/from-base.html": OK,
            "/base/other.html": OK,
            "/base/up.html": OK,
            "/base/broken.html": OK,
            "/news/from-base.html": OK,
            "/base/from-base.html": OK,
        },
        14,
    ),
    "meta-refresh": Expected({"/enter.html": OK, BEHIND: OK, "/again.html": OK}),
    "fragments": Expected({"/long.html": OK}, 7),
    "scripted-list": Expected({"/policy/": OK}),
    "no-body": Expected({"/empty.html": OK, "/blank.html": OK}),
    "wrong-type": Expected({"/page.png": OK, "/picture.html": OK, "/none.html": OK, BEHIND: OK}),
    "ever-new": Expected({"/news/today.html": OK}, 7),
    "soft-404": Expected({"/gone.html": OK}, hollow=frozenset({"/gone.html"})),
    # robots.txt and sitemaps
    "robots-huge": Expected({**_SECTION, "/section/closed.html": "not_tested 0 robots"}, megabytes=8),
    "robots-html": Expected(_SECTION),
    "robots-loop": Expected(_SECTION),
    "robots-503": Expected(_SECTION),
    "robots-patterns": Expected(_SECTION),
    "sitemap-entities": Expected(_SECTION),
    "sitemap-bomb": Expected(_SECTION, megabytes=3),
    "sitemap-of-itself": Expected({"/section/0.html": OK}, 120),
}
