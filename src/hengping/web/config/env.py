"""What an installation sets (环境变量 ``HENGPING_…``): folders, database, addresses, mail, sign-in."""

import os
import secrets
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from hengping.model.errors import InputError

_SECRET_BYTES = 48


class Environment(BaseSettings):
    """Settings of one installation, read from the environment.

    Attributes:
        data: folder of everything the platform keeps: database (SQLite), campaigns, runs, uploads.
        database_url: ``postgresql://user:password@host:port/name``; empty: SQLite within ``data``.
        secret_key: key that signs sessions; empty: made once and kept in ``data``.
        hosts: names under which the platform is reached, comma-separated.
        public_url: address that links in mails begin with; empty: from ``hosts``, or from what ``serve`` listens on.
        https: people reach it by HTTPS (cookies are then sent by HTTPS only).
        behind_proxy: a reverse proxy sets ``X-Forwarded-Proto`` and ``X-Forwarded-For``.
        mail_url: ``smtp://user:password@host:port``; empty: messages are kept as files in ``data/mail``.
        mail_from: sender of messages.
        oidc_name, oidc_server, oidc_client, oidc_secret: the province's identity provider (OpenID Connect).
        distribute: with PostgreSQL, hand the stages of runs to ``hengping worker`` on any host.
        at_once_sites: evaluations up to so many sites do such work while the page waits; larger ones leave it behind.
        debug: for development only.
    """

    model_config = SettingsConfigDict(env_prefix="HENGPING_", extra="ignore")

    data: Path = Field(default=Path("hengping-data"))
    database_url: SecretStr = SecretStr("")
    secret_key: SecretStr = SecretStr("")
    hosts: str = "localhost,127.0.0.1,[::1]"
    public_url: str = ""
    https: bool = False
    behind_proxy: bool = False
    mail_url: SecretStr = SecretStr("")
    mail_from: str = "hengping@localhost"
    oidc_name: str = ""
    oidc_server: str = ""
    oidc_client: str = ""
    oidc_secret: SecretStr = SecretStr("")
    distribute: bool = True
    at_once_sites: int = 100
    debug: bool = False

    @property
    def host_names(self) -> list[str]:
        """Names of :attr:`hosts`."""
        return [name for name in (part.strip() for part in self.hosts.split(",")) if name]


def database(environment: Environment) -> dict[str, object]:
    """Django's settings of the database.

    Raises:
        InputError: the address is no PostgreSQL address.
    """
    url = environment.database_url.get_secret_value()
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": environment.data / "platform.sqlite3",
            "OPTIONS": {
                "timeout": 30,
                # A write that begins as a read would fail at once when another came between: ask for the lock first.
                "transaction_mode": "IMMEDIATE",
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
            },
        }
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"} or not parts.path.strip("/"):
        raise InputError(
            "数据库地址不正确", where="HENGPING_DATABASE_URL", remedy="写成 postgresql://用户:密码@主机:端口/库名"
        )
    options = dict(parse_qsl(parts.query))
    host = options.pop("host", parts.hostname or "")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }


def mail(environment: Environment) -> dict[str, object]:
    """Django's settings of mail; without a server messages are kept as files, so that nothing is lost in silence."""
    url = environment.mail_url.get_secret_value()
    if not url:
        return {
            "EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
            "EMAIL_FILE_PATH": str(environment.data / "mail"),
        }
    parts = urlsplit(url)
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname or "localhost",
        "EMAIL_PORT": parts.port or (465 if parts.scheme == "smtps" else 25),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        # A password never goes over the network in clear unless somebody says so.
        "EMAIL_USE_TLS": parts.scheme == "smtp" and bool(parts.password),
        "EMAIL_TIMEOUT": 20,
    }


def secret_key(environment: Environment) -> str:
    """The key of the installation; made at the first start, readable by the owner only."""
    given = environment.secret_key.get_secret_value()
    if given:
        return given
    path = environment.data / "secret_key"
    try:
        environment.data.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    except OSError as error:
        raise InputError(
            f"无法写入平台数据目录（{error.strerror}）", where=str(environment.data), remedy="检查目录权限和磁盘空间"
        ) from error
    with os.fdopen(descriptor, "w", encoding="ascii") as stream:
        stream.write(secrets.token_urlsafe(_SECRET_BYTES))
    return path.read_text(encoding="ascii").strip()
