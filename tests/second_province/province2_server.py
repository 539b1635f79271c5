"""Serves the second province on loopback: one virtual host per site, scripted by its ``replies``."""

import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from province2_model import Reply, Site2

_OUTSIDE = "<html><head><title>外部网站</title></head><body><h1>外部网站</h1><p>欢迎访问</p></body></html>"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    sites: dict[str, Site2]
    outside: dict[str, Reply]
    homes: Counter[str]
    lock: threading.Lock

    def do_GET(self) -> None:
        host = self.headers.get("Host", "").split(":")[0]
        with suppress(BrokenPipeError, ConnectionResetError):  # the client needs no more of it
            self._answer(self._reply(host))

    def do_HEAD(self) -> None:
        self.do_GET()

    def _reply(self, host: str) -> Reply:
        site = self.sites.get(host)
        if site is None:
            default = Reply(_OUTSIDE.encode()) if self.path != "/robots.txt" else Reply(status=404)
            return self.outside.get(host + self.path, self.outside.get(host, default))
        # Home pages fail by the number of the visit: what the client that looks like a browser asks beside is none.
        if self.path == "/" and "Hengping" in self.headers.get("User-Agent", ""):
            with self.lock:
                self.homes[host] += 1
                number = self.homes[host]
            if number in site.failing_visits:
                return Reply(status=503)
        return site.replies.get(self.path, Reply(b"<html><title>404</title><h1>404 Not Found</h1></html>", 404))

    def _answer(self, reply: Reply) -> None:
        if reply.drop:
            self.close_connection = True
            return
        if reply.delay_s:
            time.sleep(reply.delay_s)
        self.send_response(reply.status)
        self.send_header("Content-Type", reply.content_type)
        self.send_header("Content-Length", str(len(reply.body)))
        if reply.location:
            self.send_header("Location", reply.location)
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(reply.body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Say nothing."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256  # a whole crawl knocks at once


@contextmanager
def serving(sites: list[Site2], outside: dict[str, Reply]) -> Iterator[str]:
    """Serve the sites; yields ``host:port``."""
    table = {site.host: site for site in sites}
    attributes = {"sites": table, "outside": outside, "homes": Counter(), "lock": threading.Lock()}
    handler = type("Handler", (_Handler,), attributes)
    server = _Server(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
