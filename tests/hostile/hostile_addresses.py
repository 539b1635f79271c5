"""Names that do not resolve, hosts that refuse, links into private networks."""

from hostile_behaviour import behaviour
from hostile_wire import Answer, Ask, page

PRIVATE = (
    "http://127.0.0.1/a",
    "http://127.1/a",
    "http://2130706433/a",
    "http://0x7f.0.0.1/a",
    "http://0177.0.0.1/a",
    "http://[::1]/a",
    "http://[::ffff:127.0.0.1]/a",
    "http://[64:ff9b::7f00:1]/a",
    "http://localhost/a",
    "http://10.0.0.1/a",
    "http://172.16.0.1/a",
    "http://192.168.1.1/a",
    "http://169.254.169.254/latest/meta-data/",
    "http://100.64.0.1/a",
    "http://0.0.0.0/a",
    "http://１２７.０.０.１/a",
    "http://127。0。0。1/a",
    "http://user:word@127.0.0.1/b",
)


BAD = ("http://[::broken/", "http://a b/", "http://x:99999/", "http://%zz/", "//", "http://.../", "ftp://a/b", "http:")
SLASHES = ("http:///elsewhere.example/", "////elsewhere.example/four", "http:\\\\elsewhere.example\\back")
"""Browsers open these."""


@behaviour("private-links", "指向内网地址的各种写法", "/links.html")
def private_links(ask: Ask) -> Answer | None:
    return page("内网", *PRIVATE) if ask.path == "/links.html" else None


@behaviour("refused", "连接被拒绝")
def refused(ask: Ask) -> Answer | None:
    return None


@behaviour("unknown-name", "域名不存在")
def unknown_name(ask: Ask) -> Answer | None:
    return None


@behaviour("slow-name", "域名解析很慢，或者没有回音")
def slow_name(ask: Ask) -> Answer | None:
    return None


@behaviour("bad-addresses", "写坏的网址", "/bad.html")
def bad_addresses(ask: Ask) -> Answer | None:
    return page("坏网址", *BAD, *SLASHES, f"http://{'a' * 300}.example/") if ask.path == "/bad.html" else None
