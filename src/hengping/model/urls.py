"""URLs as keys: one normal form, used by the frontier, the link table and the identity of findings."""

import posixpath
from urllib.parse import quote, unquote, urljoin, urlsplit, urlunsplit

WEB_SCHEMES = ("http", "https")
_DEFAULT_PORTS = {"http": 80, "https": 443}
_PATH_SAFE = "/:@!$&'()*+,;=~-._%"
_QUERY_SAFE = _PATH_SAFE + "?[]"


class BadUrlError(ValueError):
    """The text is not a URL that a browser would open over HTTP."""


def normal_url(url: str, base: str = "") -> str:
    """The normal form of a web address.

    Scheme and host in lower case, IDN host as punycode, default port and fragment dropped, dot segments resolved,
    characters outside ASCII percent-encoded as UTF-8. The query keeps its order: some servers depend on it.

    Args:
        url: the address as written, surrounding white space allowed.
        base: address it is relative to.

    Raises:
        BadUrlError: not HTTP(S), no host, or a host that cannot be encoded.
    """
    text = "".join(url.split("\n")).replace("\r", "").replace("\t", "").strip().replace("\\", "/")
    try:
        joined = urljoin(base, text) if base else text
        parts = urlsplit(joined)
        port = parts.port
    except ValueError as error:
        raise BadUrlError(url) from error
    scheme = parts.scheme.lower()
    if scheme not in WEB_SCHEMES or not parts.hostname:
        raise BadUrlError(url)
    host = _normal_host(parts.hostname, url)
    if ":" in host:
        host = f"[{host}]"
    if port and port != _DEFAULT_PORTS[scheme]:
        host = f"{host}:{port}"
    try:
        path = quote(_resolve_dots(parts.path or "/"), safe=_PATH_SAFE)
        query = quote(parts.query, safe=_QUERY_SAFE)
    except UnicodeEncodeError as error:
        # Half a surrogate pair, as broken scripts write it: no server can be asked for that.
        raise BadUrlError(url) from error
    return urlunsplit((scheme, host, path, query, ""))


def host_of(url: str) -> str:
    """Host of a normal URL, without port."""
    return urlsplit(url).hostname or ""


def same_site(host_a: str, host_b: str) -> bool:
    """Whether two hosts are one site: equal, or apart only by a leading ``www.``."""
    return host_a.removeprefix("www.") == host_b.removeprefix("www.")


def path_of(url: str) -> str:
    """Decoded path of a URL, for reading dates and file names from it."""
    return unquote(urlsplit(url).path)


def _normal_host(host: str, url: str) -> str:
    host = host.rstrip(".").lower()
    if any(character.isspace() for character in host):
        raise BadUrlError(url)
    if host.isascii():
        return host
    try:
        return host.encode("idna").decode("ascii")
    except UnicodeError as error:
        raise BadUrlError(url) from error


def _resolve_dots(path: str) -> str:
    if "/." not in path:
        return path
    resolved = posixpath.normpath(path)
    if path.endswith(("/", "/.", "/..")) and resolved != "/":
        resolved += "/"
    return "/" + resolved.lstrip("/")
