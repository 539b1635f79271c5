"""The server of a benchmark, pinned to one core: nginx where it is installed, our own otherwise; and its log.

Two traps are avoided: the tree lies in memory, because a kernel that drops idle file pages makes nginx read from disk;
and ``open_file_cache`` stays off, because one larger than the open-file limit makes nginx drop connections.
"""

import asyncio
import os
import pwd
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import msgspec

from hengping.model.errors import InputError
from hengping.pipeline.bench.running import core_plan, pinned, python_command
from hengping.pipeline.bench.tree_server import ServerSettings

_PATIENCE_S = 20.0
_PORTS = range(8100, 9900)
_LOG_DELAY_S = 0.5
"""Both servers write their log at least this often."""
LOG_LINE = "$server_addr $status $request_uri $connection $ssl_session_reused"
_NGINX = """\
worker_processes 1;
daemon off;
{user}pid {folder}/nginx.pid;
error_log {folder}/error.log warn;
worker_rlimit_nofile 8192;
events {{ worker_connections 4096; }}
http {{
    types {{ text/html html; application/pdf pdf; text/plain txt; }}
    default_type application/octet-stream;
    log_format bench "{line}";
    access_log {log} bench buffer=64k flush=200ms;
    sendfile on; tcp_nopush on;
    keepalive_timeout 600s; keepalive_requests 100000000;
    absolute_redirect off;
    add_header LinkChecker bench always;  # a server that says so may be asked without pauses
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
    {tls}
    server {{
{listen}
        root {tree}/$server_addr;
        location ~ ^/go(/.*)$ {{ return 302 $1; }}
    }}
}}
"""


class Request(NamedTuple):
    """One line of the log. ``reused``: ``.`` without TLS or for a full handshake, ``r`` where a session was reused."""

    address: str
    status: int
    path: str
    connection: str
    reused: str


class Served(msgspec.Struct, kw_only=True):
    """A running server.

    Attributes:
        kind: ``nginx`` or ``own``; ``version`` for people.
    """

    kind: str
    version: str
    port: int
    log: Path
    read_to: int = 0

    def requests(self) -> list[Request]:
        """What was asked since the last call; call it when the contestant has ended."""
        time.sleep(_LOG_DELAY_S)
        with self.log.open("rb") as stream:
            stream.seek(self.read_to)
            data = stream.read()
            self.read_to = stream.tell()
        found = []
        for line in data.decode("utf-8", "replace").splitlines():
            fields = line.split(" ")
            if len(fields) == len(Request._fields) and fields[1].isdecimal():
                found.append(Request(fields[0], int(fields[1]), fields[2], fields[3], fields[4]))
        return found


def find_nginx() -> str | None:
    """The nginx program, also where only the administrator's path has it."""
    return shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")


@contextmanager
def serving(
    addresses: Sequence[str],
    folder: Path,
    *,
    tree: Path | None = None,
    urls: int = 0,
    own: bool = False,
    certificate: tuple[Path, Path] | None = None,
) -> Iterator[Served]:
    """A server for the time of a ``with`` block, pinned to the first core.

    Args:
        addresses: loopback addresses, one per site.
        folder: where its log and state may lie.
        tree: the written tree; None when pages are computed.
        urls: articles of the computed site.
        own: our own server even where nginx is installed.
        certificate: files of a certificate and its key: served over TLS (nginx only).

    Raises:
        InputError: the server does not start.
    """
    nginx = None if own or urls else find_nginx()
    if certificate and nginx is None:
        raise InputError("没有安装 nginx，不能测量 TLS (nginx is needed)", remedy="安装 Debian 软件包 nginx-light")
    folder.mkdir(parents=True, exist_ok=True)
    port, log = asyncio.run(_free_port(addresses[0])), folder / "access.log"
    log.touch()
    if nginx:
        config = folder / "nginx.conf"
        config.write_text(_nginx_config(addresses, port, folder, tree or folder, certificate), encoding="utf-8")
        command = [nginx, "-p", str(folder), "-e", str(folder / "error.log"), "-c", str(config)]
        version = subprocess.run([nginx, "-v"], capture_output=True, text=True, check=False).stderr  # noqa: S603 - ours
        version = version.strip().rpartition(" ")[2]
    else:
        settings = ServerSettings(
            addresses=tuple(addresses), port=port, folder=str(tree or ""), urls=urls, log=str(log)
        )
        command = python_command("hengping.pipeline.bench.tree_server", settings)
        version = "own server (asyncio)"
    with (folder / "server.out").open("wb") as output:
        with pinned(core_plan().server):
            process = subprocess.Popen(command, stdout=output, stderr=output, start_new_session=True)  # noqa: S603 - ours
        try:
            asyncio.run(_wait_for(addresses[-1], port, process))
            yield Served(kind="nginx" if nginx else "own", version=version, port=port, log=log)
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(_PATIENCE_S)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _nginx_config(
    addresses: Sequence[str], port: int, folder: Path, tree: Path, certificate: tuple[Path, Path] | None
) -> str:
    mode = " ssl" if certificate else ""
    tls = ""
    if certificate:
        tls = f"ssl_certificate {certificate[0]}; ssl_certificate_key {certificate[1]};"
    user = f"user {pwd.getpwuid(os.geteuid()).pw_name};\n" if os.geteuid() == 0 else ""
    return _NGINX.format(
        folder=folder,
        tree=tree,
        log=folder / "access.log",
        line=LOG_LINE,
        user=user,
        tls=tls,
        listen="\n".join(f"        listen {address}:{port}{mode};" for address in addresses),
    )


async def _free_port(address: str) -> int:
    """A free port; of four digits, as sites with a port have, where there is one."""
    loop = asyncio.get_running_loop()
    for port in (*_PORTS, 0):
        try:
            server = await loop.create_server(asyncio.Protocol, address, port)
        except OSError:
            continue
        found: int = server.sockets[0].getsockname()[1]
        server.close()
        await server.wait_closed()
        return found
    raise InputError("没有空闲的端口 (no free port)", where=address, remedy="结束占用端口的程序后再试")


async def _wait_for(address: str, port: int, process: subprocess.Popen[bytes]) -> None:
    """Until a connection succeeds."""
    deadline = time.monotonic() + _PATIENCE_S
    while time.monotonic() < deadline and process.poll() is None:
        try:
            _, writer = await asyncio.open_connection(address, port)
        except OSError:
            await asyncio.sleep(0.02)
            continue
        writer.close()
        return
    raise InputError(
        "测试用的网站服务器没有启动 (the benchmark's server did not start)",
        where=f"{address}:{port}",
        remedy="检查本机回环地址和端口是否可用",
    )
