"""A small government site all of whose words are hostile, served on loopback: home, lists, guides, messages, files."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import quote

HOST = "hostile.yunxi.example"
MARK = "钩"
"""Every payload ends with this sign and its number, so that it can be found again wherever it is printed."""

RAW = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    '"><iframe src=javascript:alert(1)>',
    "'-alert(1)-'",
    "</td></table></style><style>*{display:none}",
    "</textarea><script>alert(1)//",
    "<!--<script>alert(1)//-->",
    "<a href=javascript:alert(1)>x</a>",
    "<base href=//evil.example/>",
    "<meta http-equiv=refresh content=0;url=//evil.example>",
    "<form action=//evil.example><input name=x>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    '=HYPERLINK("http://evil.example/","点我")',
    "=cmd|'/c calc'!A0",
    "+cmd|'/c calc'!A0",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "=1+1",
    "=IMPORTXML(CONCAT(1))",
    "\t=1+1",
    "＝1+1",
    "{{7*7}}",
    "{% raw %}{{ config }}",
    "${7*7}",
    "#{7*7}",
    "<%= 7*7 %>",
    "{count.__class__}",
    "%s%n%x",
    '#import "@preview/evil:1.0.0": *',
    '#read("../../pyproject.toml")',
    '#let x = 1; #eval("1")',
    "$x^2$ *粗* _斜_ `码` @ref <label>",
    "\\u{202e} \\include{x}",
    "&xxe; &#x0; &amp;amp;",
    "<!ENTITY xxe SYSTEM 'file:///etc/hostname'>",
    "]]><x>",
    "<?xml version='1.0'?>",
    "正常\u202e倒写\u202c",
    "\u200b零\u200d宽\ufeff",
    "\u2066隔离\u2069\u061c",
    "响铃\u0007退格\u0008",
    "\u001b[31m红\u001b[0m\u001b]0;标题\u0007",
    "\u009b31m八位",
    "&#0;空",
    "&#xD800;&#xDFFF;代理",
    "&#x1F600;\U0001f468\u200d\U0001f469\u200d\U0001f467",
    "\U00020000\U0002a6d6𠮷",
    "\ue000私用\ufffe",
    "ﷺ﷽\u0300\u0301\u0302\u0303",
    'a","b\r\nc;d',
    "第一行\n第二行\r\n第三行",
    "逗号,分号;引号\"'`",
    "../../../../etc/passwd",
    "C:\\Windows\\x|y?z*",
    "file:///etc/passwd",
    "javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "[bold red]标记[/bold red]",
    "[/]",
    "[link=http://evil.example]x[/link]",
    "' OR '1'='1; DROP TABLE sites;--",
    "NA",
    "1e999",
    "NaN",
    "--help",
    "%00%0d%0a",
    "长" * 10_000,
    "w" * 10_000,
    "\u3000\u00a0\u2028\u2029",
)
PAYLOADS = tuple(f"{text}{MARK}{number}" for number, text in enumerate(RAW))


def escaped(text: str) -> str:
    """As a careful site writes it: entities of its own stay."""
    return text.replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def _page(title: str, body: str, head: str = "") -> str:
    return (
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{escaped(title)}</title>{head}</head><body>'
        f'<div class="nav"><a href="/">首页</a></div><div class="main">{body}</div></body></html>'
    )


def _pages() -> dict[str, str]:
    pages: dict[str, str] = {}
    links, items, files = [], [], []
    for number, payload in enumerate(PAYLOADS):
        words = escaped(payload)
        links.append(f'<li><a href="/s{number}/">{words}</a></li>')
        items.append(f'<li><a href="/a/{number}.html">{words}</a><span>2020-01-{number % 28 + 1:02}</span></li>')
        files.append(f'<a href="/gone/{quote(payload[:60].encode("utf-8", "replace"))}.docx">{words}</a>')
        meta = f'<meta name="SiteName" content="{words}"><meta name="ColumnName" content="{words}">'
        meta += f'<meta name="ContentSource" content=""><meta name="SiteIDCode" content="{words[:40]}">'
        listed = "".join(items[max(number - 5, 0) : number + 1]) if number % 3 else ""
        pages[f"/s{number}/"] = _page(payload, f"<h1>{words}</h1><ul class=list>{listed}</ul>", meta)
        pages[f"/a/{number}.html"] = _page(
            payload, f"<h1>{words}</h1><p>发布时间：2020-01-01 来源：{words}</p><p>{words}</p>{files[-1]}", meta
        )
        pages[f"/bszn/{number}.html"] = _page(
            payload,
            f"<h1>{words}</h1><table><tr><th>事项名称</th><td>{words}</td></tr><tr><th>办理材料</th><td>暂无</td></tr>"
            f"<tr><th>联系电话</th><td></td></tr><tr><th>办理流程</th><td>{words}</td></tr></table>",
            meta,
        )
        pages[f"/ly/{number}.html"] = _page(
            payload,
            f"<h1>{words}</h1><table><tr><th>留言标题</th><td>{words}</td></tr><tr><th>编号</th><td>{words}</td></tr>"
            f"<tr><th>留言时间</th><td>2026-03-0{number % 9 + 1}</td></tr><tr><th>留言内容</th><td>{words}</td></tr>"
            "<tr><th>答复时间</th><td></td></tr><tr><th>答复内容</th><td></td></tr></table>",
        )
    guides = "".join(f'<li><a href="/bszn/{n}.html">{escaped(p)}</a></li>' for n, p in enumerate(PAYLOADS))
    letters = "".join(
        f'<li><a href="/ly/{n}.html">{escaped(p)}</a><span>2026-03-0{n % 9 + 1}</span></li>'
        for n, p in enumerate(PAYLOADS)
    )
    pages["/bszn/"] = _page("办事服务", f"<h1>办事指南</h1><ul>{guides}</ul>")
    pages["/ly/"] = _page("咨询留言", f"<h1>咨询建言</h1><ul>{letters}</ul>")
    home = '<a href="/bszn/">办事服务</a><a href="/ly/">咨询建言</a>'
    broken = "".join(f'<a href="/gone/{n}">{escaped(p)}</a>' for n, p in enumerate(PAYLOADS))
    pages["/"] = _page(PAYLOADS[0], f"{home}<ul>{''.join(links)}</ul>{broken}<p>主办：{escaped(PAYLOADS[13])}</p>")
    return pages


@contextmanager
def serve() -> Iterator[str]:
    """Serve the site; gives ``host:port``."""
    pages = {path: text.encode("utf-8", "replace") for path, text in _pages().items()}

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            body = pages.get(self.path.partition("?")[0])
            self.send_response(200 if body else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body or b"")))
            self.end_headers()
            self.wfile.write(body or b"")

        def log_message(self, *_: object) -> None:
            """Nothing is logged."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
