"""Where people reach the platform (对外地址): what links in mails, webhooks and feeds begin with."""

from __future__ import annotations

import re
from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from hengping.model.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hengping.web.config.env import Environment

VARIABLE = "HENGPING_PUBLIC_URL"
_REMEDY = "写成 https://域名 或 http://域名:端口，不带路径、用户名和密码"
_PORTS = {"http": 80, "https": 443}
_NAME = re.compile(r"[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?", re.ASCII)
_NOBODY = "localhost"


def public_address(environment: Environment) -> str:
    """The address without a slash at the end; what :data:`VARIABLE` says, else the first host name.

    Args:
        environment: of the installation.

    Raises:
        InputError: what was set is no address of a site, or contradicts ``HENGPING_HTTPS``.
    """
    if environment.public_url:
        address = checked(environment.public_url)
        if environment.https and not address.startswith("https:"):
            raise InputError(
                "对外地址与 HENGPING_HTTPS 矛盾：只用HTTPS时地址须以 https:// 开头", where=VARIABLE, remedy=_REMEDY
            )
        return address
    return f"{'https' if environment.https else 'http'}://{_first_name(environment)}"


def served_address(environment: Environment, given: Mapping[str, str], host: str, port: int) -> str:
    """The address of a platform that listens here, when nobody set another.

    Args:
        environment: of the installation.
        given: environment variables, to know whether host names were set.
        host: what it listens on; an address that stands for all of the machine is no name.
        port: and its port; behind a proxy, or with HTTPS, the port that people use is the usual one.

    Raises:
        InputError: what was set is no address of a site.
    """
    if environment.public_url:
        return public_address(environment)
    named = bool(given.get("HENGPING_HOSTS")) or _stands_for_all(host)
    name = _first_name(environment) if named else _bracketed(host)
    if environment.https or environment.behind_proxy:
        return f"{'https' if environment.https else 'http'}://{name}"
    return checked(f"http://{name}:{port}")


def checked(text: str) -> str:
    """An address as it is kept: scheme, name, port unless it is the usual one.

    Raises:
        InputError: no ``http`` or ``https``, no name, a port that cannot be, or more than that.
    """
    fault = InputError("对外地址不正确", where=f"{VARIABLE}={text[:100]!r}", remedy=_REMEDY)
    try:
        parts = urlsplit(text.strip())
        port = parts.port
        name = (parts.hostname or "").encode("idna").decode() if ":" not in (parts.hostname or "") else parts.hostname
    except ValueError:
        raise fault from None
    if parts.scheme not in _PORTS or not name or not _is_name(name) or port == 0:
        raise fault
    if parts.path not in {"", "/"} or parts.query or parts.fragment or "@" in parts.netloc:
        raise fault
    shown = "" if port in {None, _PORTS[parts.scheme]} else f":{port}"
    return f"{parts.scheme}://{_bracketed(name)}{shown}"


def host_of_address(address: str) -> str:
    """The name in an address, as Django's list of hosts has it."""
    return _bracketed(urlsplit(address).hostname or _NOBODY)


def _is_name(name: str) -> bool:
    return _is_ip(name) or bool(_NAME.fullmatch(name))


def _is_ip(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


def _bracketed(name: str) -> str:
    return f"[{name}]" if ":" in name and not name.startswith("[") else name


def _stands_for_all(host: str) -> bool:
    return not host or (_is_ip(host) and ip_address(host).is_unspecified)


def _first_name(environment: Environment) -> str:
    """The first host name that is one; ``*`` and ``.example.cn`` stand for many."""
    return next((name for name in environment.host_names if name[0] not in "*."), _NOBODY)
