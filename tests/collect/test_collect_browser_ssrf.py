"""The browser reaches nothing but its site: real listeners on loopback count every connection."""

import asyncio
import json
import socket
from contextlib import ExitStack

import pytest
from browser_support import HOME, Bait, bait, needs_chromium, page, serving

from hengping.collect.browser.fleet import Fleet
from hengping.collect.browser.page import Wish, render
from hengping.model.campaign import CollectSettings

pytestmark = [pytest.mark.browser, needs_chromium]

NAMES = {
    "rebind.a.gov.cn": ["127.0.0.1"],
    "mapped.a.gov.cn": ["::ffff:127.0.0.1"],
    "loop6.a.gov.cn": ["::1"],
    "lan.a.gov.cn": ["10.0.0.8", "192.168.1.8"],
    "linklocal.a.gov.cn": ["169.254.169.254"],
    "localhost": ["127.0.0.1", "::1"],
}
LITERALS = ("127.0.0.1", "2130706433", "0x7f.1", "0177.0.0.1", "127.1", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0")  # noqa: S104 - a bait, nothing listens by it


async def resolve(host: str, _port: int) -> list[str]:
    if host not in NAMES:
        raise OSError(host)
    return NAMES[host]


def baits(four: Bait, six: Bait | None) -> list[str]:
    hosts = [*NAMES, *LITERALS]
    ports = {four.port, six.port if six else four.port}
    return [f"{host}:{port}" for host in hosts for port in sorted(ports)]


def hostile(places: list[str], port: int) -> str:
    """A page that tries every way out a browser has."""
    first = places[0]
    marks = "".join(
        f'<link rel="preconnect" href="http://{at}"><link rel="dns-prefetch" href="//{at}">'
        f'<link rel="prefetch" href="http://{at}/p"><link rel="prerender" href="http://{at}/p">'
        f'<link rel="stylesheet" href="http://{at}/c.css"><img src="http://{at}/i.png"><img src="https://{at}/i.png">'
        f'<iframe src="http://{at}/f"></iframe><script src="http://{at}/s.js" async></script>'
        f'<div style="background:url(http://{at}/b.png)"></div><video src="http://{at}/v.mp4" preload="auto"></video>'
        f'<object data="http://{at}/o"></object><embed src="http://{at}/e">'
        for at in places
    )
    return page(
        f"""{marks}<iframe src="file:///etc/passwd"></iframe><iframe src="ftp://127.0.0.1:{port}/"></iframe>
<iframe src="/redirect"></iframe><img src="/redirect">
<form id="f" action="http://{first}/form" method="post" target="t"></form><iframe name="t"></iframe>
<script>
const places = {json.dumps(places)};
document.getElementById('f').submit();
navigator.serviceWorker?.register('/sw.js').catch(() => 0);
const source = "for (const at of " + JSON.stringify(places) + ") fetch('http://' + at + '/w', {{mode: 'no-cors'}})";
new Worker(URL.createObjectURL(new Blob([source])));
for (const at of places) {{
  fetch('http://' + at + '/x', {{mode: 'no-cors'}}).catch(() => 0);
  navigator.sendBeacon('http://' + at + '/b', 'x');
  try {{ new WebSocket('ws://' + at + '/'); }} catch {{ }}
  try {{ new WebSocket('wss://' + at + '/'); }} catch {{ }}
  try {{ new EventSource('http://' + at + '/'); }} catch {{ }}
  window.open('http://' + at + '/o');
  const frame = document.createElement('iframe');
  document.body.append(frame);
  try {{ new frame.contentWindow.RTCPeerConnection({{iceServers: [{{urls: 'stun:' + at}}]}}); }} catch {{ }}
}}
try {{
  const peer = new RTCPeerConnection({{iceServers: [{{urls: 'stun:{first}'}}, {{urls: 'turn:{first}', username: 'u',
    credential: 'p'}}]}});
  peer.createDataChannel('x');
  peer.createOffer().then(offer => peer.setLocalDescription(offer));
}} catch {{ }}
</script>"""
    )


@pytest.mark.parametrize("named", [True, False], ids=["hosts_of_the_site", "hosts_of_others"])
def test_no_private_address_is_connected_to(*, named: bool) -> None:
    with ExitStack() as stack:
        four = stack.enter_context(bait())
        six = stack.enter_context(bait(socket.AF_INET6, "::1")) if _has_ipv6() else None
        places = baits(four, six)
        server = stack.enter_context(serving({"/": hostile(places, four.port)}))
        server.routes["/redirect"] = lambda request: request.send(
            302, "text/html", b"", ("Location", f"http://127.0.0.1:{four.port}/redirected")
        )
        server.routes["/sw.js"] = ("text/javascript", f"fetch('http://127.0.0.1:{four.port}/sw', {{mode: 'no-cors'}})")
        settings = CollectSettings(connect_to={"www.a.gov.cn": f"127.0.0.1:{server.port}"})
        # Even where the site's own pages name the private hosts, so that they count as its own.
        hosts = {"www.a.gov.cn"} | ({*NAMES, "127.0.0.1", "::1", "::ffff:7f00:1", "0.0.0.0"} if named else set())  # noqa: S104 - see above
        domains = {"a.gov.cn"} if named else set()

        async def go() -> dict[str, int]:
            async with Fleet(settings, resolve=resolve) as fleet, fleet.session(hosts, domains) as session:
                rendered = await render(session, Wish(url=HOME))
                assert "云溪省人民政府".encode() in rendered.html
                return dict(session.gate.refused)

        refused = asyncio.run(go())
        assert four.connections == []
        assert six is None or six.connections == []
        assert "www.a.gov.cn/" in server.asked
        assert "www.a.gov.cn/redirect" in server.asked
        assert "www.a.gov.cn/sw.js" not in server.asked
        assert {"127.0.0.1", "rebind.a.gov.cn", "lan.a.gov.cn"} <= refused.keys()


def test_the_bait_would_see_a_browser_that_may_go_there() -> None:
    """The test above can fail: with private addresses allowed the same page is heard of."""
    with bait() as four, serving() as server:
        server.routes["/"] = page(f'<img src="http://127.0.0.1:{four.port}/i.png">')
        settings = CollectSettings(
            connect_to={"www.a.gov.cn": f"127.0.0.1:{server.port}"}, allow_private_addresses=True
        )

        async def go() -> None:
            async with Fleet(settings) as fleet, fleet.session({"www.a.gov.cn", "127.0.0.1"}, set()) as session:
                await render(session, Wish(url=HOME))

        asyncio.run(go())
        assert four.connections


def _has_ipv6() -> bool:
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        return False
    return True
