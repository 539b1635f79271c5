"""Starting the platform: database in order, a first account, pages, supervisor; all of it ends together."""

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from threading import Event
from types import FrameType

from hengping.model.errors import InputError
from hengping.web.serving import saying
from hengping.web.serving.processes import end_with_parent

_PATIENCE_S = 75.0
_PAUSE_S = 0.3
_MOST_RESTARTS = 5
_QUIET_S = 60.0


def serve(host: str, port: int, *, say: bool = True) -> int:
    """Serve until Ctrl-C or SIGTERM; returns the exit code.

    Args:
        host: name or address to listen on.
        port: and its port.
        say: print the address.

    Raises:
        InputError: the port is taken; the public address is none; the database is not there.
    """
    _require_port(host, port)
    address = _settle_address(host, port) + "/"
    migrate()
    first = first_account_link(address)
    if say:
        if first:
            saying.say(f"还没有人设置过账号。请打开下面的链接，为管理员admin设置密码：\n{first}")
        saying.say(f"衡评已启动：{address}（按Ctrl-C停止）")
    bind = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    return _keep({
        "pages": [
            "-m", "gunicorn", "-c", "python:hengping.web.config.gunicorn", "--bind", bind, "hengping.web.config.wsgi",
        ],
        "supervisor": ["-m", "hengping.web", "supervise"],
        "errands": ["-m", "hengping.web", "errands"],
    }, beside=frozenset({"supervisor", "errands"}))  # fmt: skip


def _settle_address(host: str, port: int) -> str:
    """Where people reach the platform; the processes that are started learn it, since they send the mails."""
    from hengping.web.config import address
    from hengping.web.config.env import Environment

    settled = address.served_address(Environment(), os.environ, host, port)
    os.environ[address.VARIABLE] = settled
    return settled


def _require_port(host: str, port: int) -> None:
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        with socket.socket(family) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind((host, port))
    except OSError as error:
        reason = error.strerror or str(error)
        raise InputError(
            f"不能在这个地址提供服务（{reason}）",
            where=f"{host}:{port}",
            remedy="用 --port 换一个端口，或停止占用它的程序",
        ) from error


def migrate() -> None:
    """Bring the database to this version.

    Raises:
        InputError: it cannot be reached or written.
    """
    import django
    from django.core.management import call_command
    from django.db import DatabaseError

    django.setup()
    from django.conf import settings

    try:
        settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
        call_command("migrate", verbosity=0, interactive=False)
    except (DatabaseError, OSError) as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise InputError(
            f"数据库不能使用（{reason}）",
            where=str(settings.DATABASES["default"]["NAME"]),
            remedy="检查 HENGPING_DATABASE_URL、数据库是否在运行，以及数据目录的权限和磁盘空间",
        ) from error


def first_account_link(address: str) -> str:
    """When nobody has an account yet: make the administrator's, and the link that sets its password (once).

    Args:
        address: of the platform.

    Returns:
        The link; empty: somebody has an account that can be used.
    """
    from allauth.account.forms import default_token_generator
    from allauth.account.utils import user_pk_to_url_str
    from django.db import transaction
    from django.urls import reverse

    from hengping.web.apps.accounts.models import Membership, Organisation, User
    from hengping.web.policy.words import Role

    with transaction.atomic():
        user = User.objects.order_by("date_joined").first()
        if user is None:
            body = Organisation.objects.order_by("path").first() or Organisation.objects.create(name="组织单位")
            user = User(username="admin", display_name="系统管理员", email="", is_superuser=True)
            user.set_unusable_password()
            user.save()
            Membership.objects.create(user=user, organisation=body, role=Role.ORGANISER)
        elif User.objects.count() > 1 or user.has_usable_password() or user.last_login is not None:
            return ""
    key = f"{user_pk_to_url_str(user)}-{default_token_generator.make_token(user)}"
    path = reverse(
        "account_reset_password_from_key", kwargs=dict(zip(("uidb36", "key"), key.split("-", 1), strict=True))
    )
    return address.rstrip("/") + path


def _keep(commands: dict[str, list[str]], *, beside: frozenset[str] = frozenset()) -> int:
    """Keep the processes going until a signal comes; one that ends is started again, within reason.

    Args:
        commands: by name.
        beside: those without which the others still serve people; they are tried again and again, the others end all.
    """
    stop = Event()

    def end(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, end)
    children = {name: _start(command) for name, command in commands.items()}
    deaths: dict[str, list[float]] = {name: [] for name in commands}
    not_before: dict[str, float] = {}
    failed = False
    while not stop.is_set() and not failed:
        stop.wait(_PAUSE_S)
        for name, child in children.items():
            if child.poll() is None or stop.is_set():
                continue
            now = time.monotonic()
            if now < not_before.get(name, 0):
                continue
            deaths[name] = [at for at in deaths[name] if now - at < _QUIET_S] + [now]
            if len(deaths[name]) > _MOST_RESTARTS and name in beside:
                saying.complain(f"{name} 连续意外结束，{_QUIET_S:.0f}秒后再试，网页照常。处理办法：查看上面的错误信息")
                not_before[name], deaths[name] = now + _QUIET_S, []
                continue
            if len(deaths[name]) > _MOST_RESTARTS:
                saying.complain(f"{name} 连续意外结束，服务停止。处理办法：查看上面的错误信息")
                failed = True
                break
            children[name] = _start(commands[name])
    _end_all(list(children.values()))
    return 1 if failed else 0


def _start(command: list[str]) -> subprocess.Popen[bytes]:
    # Groups of their own: Ctrl-C reaches this process alone, which then ends them in good order.
    # Killed outright it can end nothing any more: then the system does.
    return subprocess.Popen(  # noqa: S603 - our own programs
        [sys.executable, *command],
        start_new_session=True,
        preexec_fn=end_with_parent,  # noqa: PLW1509 - this process has no threads
    )


def _end_all(children: list[subprocess.Popen[bytes]]) -> None:
    for child in children:
        with suppress(ProcessLookupError):
            child.terminate()
    ends = time.monotonic() + _PATIENCE_S
    for child in children:
        try:
            child.wait(max(ends - time.monotonic(), 0.1))
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def work(processes: int) -> int:
    """Keep so many workers going until Ctrl-C or SIGTERM.

    Raises:
        InputError: the platform has no PostgreSQL.
    """
    from django.db import connection

    if connection.vendor != "postgresql":
        raise InputError(
            "工作进程需要PostgreSQL",
            where="HENGPING_DATABASE_URL",
            remedy="设置 HENGPING_DATABASE_URL；单机使用时不需要 worker，hengping serve 自己运行评估",
        )
    return _keep({f"worker-{at}": ["-m", "hengping.web", "work-one"] for at in range(1, processes + 1)})
