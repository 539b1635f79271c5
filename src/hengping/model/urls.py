"""URLs as keys: one normal form, used by the frontier, the link table and the identity of findings.

A crawl brings hundreds of links of every page to their normal form, nearly all of them well written. Those are known by
one pattern and put together without being taken apart first; all others go the long way. Forms already made are kept in
a bounded cache, keyed by as little of the base as the form depends on, so that the pages of a directory share them.
"""

import posixpath
import re
from functools import lru_cache
from urllib.parse import quote, unquote, urljoin, urlsplit, urlunsplit

WEB_SCHEMES = ("http", "https")
_DEFAULT_PORTS = {"http": 80, "https": 443}
_PATH_SAFE = "/:@!$&'()*+,;=~-._%"
_QUERY_SAFE = _PATH_SAFE + "?[]"

# A segment that begins with a full stop may be a dot segment, ``;`` begins parameters: both are left to the long way.
_SEGMENT = r"[\w~:@!$&'()*+,=%-][\w~:@!$&'()*+,=%.-]*"
_NO_SCHEME = _SEGMENT.replace(":", "")
_REST = r"(?:\?[\w.~/:@!$&'()*+,;=%?\[\]-]+)?"
_ABSOLUTE = re.compile(
    r"(https?://[a-z0-9_-]+(?:\.[a-z0-9_-]+)*(?::(?!(?:80|443)(?!\d))[1-9]\d{0,3})?)"
    rf"((?:/{_SEGMENT})*/?)({_REST})(?:#.*)?",
    re.ASCII,
)
_ROOTED = re.compile(rf"((?:/{_SEGMENT})+/?{_REST}|/{_REST})(?:#.*)?", re.ASCII)
_RELATIVE = re.compile(rf"(\./|(?:\.\./)+|)({_NO_SCHEME}(?:/{_NO_SCHEME})*/?{_REST})(?:#.*)?", re.ASCII)
_NO_HOST = re.compile(r"[\x00-\x20\x7f#%/<>?@\[\\\]^`{|}]")
"""What no host may hold; a colon stands in IPv6 addresses only."""
_SLASHES = re.compile(r"^((?:https?:)?)//+", re.IGNORECASE)
"""However many slashes stand before a host, browsers read two (``http:///www.gov.cn/``)."""
_UP = len("../")
_SURE_STARTS = "._%-~"
_HOST_MAY_FOLLOW = frozenset("/\\\t\r\n")
"""After a slash: the second slash, what stands for one, and what is dropped."""
_KEPT = 16_384
_LONGEST_KEPT = 400
"""Characters of a reference and its base that are kept; so the cache stays below some ten megabytes."""


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
    if base:
        base = base_needed(url, base)
    found = joined(url, base) if len(url) + len(base) > _LONGEST_KEPT else _kept(url, base)
    if not found:
        raise BadUrlError(url)
    return found


def base_needed(url: str, base: str) -> str:
    """As little of the base as the normal form of a reference depends on: its root, its directory, or all of it.

    Made to key caches with: most pages of a site then share what was worked out for one of them.

    Args:
        url: the reference as written.
        base: a normal URL.
    """
    root, directory = _places(base) or (base, base)
    first = url[:1]
    # An empty path ("?a=1", "#top", "http:?a=1", "//") stands for the base itself.
    if first == "/" and url[1:2] not in _HOST_MAY_FOLLOW:
        return root
    if url.startswith(("http://", "https://")):
        # Without a host ("http:///?a=1") it is relative all the same.
        return root if url[7 if url[4] == ":" else 8 :][:1].isalnum() else base
    if (first.isalnum() or (first and first in _SURE_STARTS)) and ":" not in url:
        return directory
    return base


def joined(url: str, base: str) -> str:
    """:func:`normal_url`, worked out anew; empty where that raises."""
    if not base or url.startswith("http"):
        found = _ABSOLUTE.fullmatch(url)
        if found:
            origin, path, query = found.groups()
            return f"{origin}{path or '/'}{query}"
    else:
        places = _places(base)
        if places is not None:
            root, directory = places
            found = _ROOTED.fullmatch(url)
            if found:
                return f"{root[:-1]}{found[1]}"
            found = _RELATIVE.fullmatch(url)
            if found:
                return _from_directory(root, directory, found[1], found[2])
    return _the_long_way(url, base)


_kept = lru_cache(maxsize=_KEPT)(joined)


@lru_cache(maxsize=1_024)
def _places(base: str) -> tuple[str, str] | None:
    """Root and directory of a base, with a slash at their end; None when it is not plain."""
    found = _ABSOLUTE.fullmatch(base) if len(base) <= _LONGEST_KEPT else None
    if found is None:
        return None
    root = f"{found[1]}/"
    path = found[2]
    return root, f"{found[1]}{path[: path.rfind('/') + 1] or '/'}"


def _from_directory(root: str, directory: str, steps: str, rest: str) -> str:
    """``rest`` in the directory that ``steps`` (``./``, ``../`` …) lead to; above the root there is nothing."""
    if steps.startswith(".."):
        end = len(directory)
        for _ in range(len(steps) // _UP):
            end = max(directory.rfind("/", 0, end - 1) + 1, len(root))
        directory = directory[:end]
    return f"{directory}{rest}"


def _the_long_way(url: str, base: str) -> str:
    text = "".join(url.split("\n")).replace("\r", "").replace("\t", "").strip().replace("\\", "/")
    text = _SLASHES.sub(r"\1//", text)
    try:
        parts = urlsplit(urljoin(base, text) if base else text)
        port = parts.port
        hostname = parts.hostname
    except ValueError:
        return ""
    scheme = parts.scheme.lower()
    host = _normal_host(hostname or "")
    if scheme not in WEB_SCHEMES or not host:
        return ""
    if ":" in host:
        host = f"[{host}]"
    if port and port != _DEFAULT_PORTS[scheme]:
        host = f"{host}:{port}"
    try:
        path = quote(_resolve_dots(parts.path or "/"), safe=_PATH_SAFE)
        query = quote(parts.query, safe=_QUERY_SAFE)
    except UnicodeEncodeError:
        return ""  # half a surrogate pair, as broken scripts write it: no server can be asked for that
    return urlunsplit((scheme, host, path, query, ""))


def host_of(url: str) -> str:
    """Host of a normal URL, without port."""
    parts = url.split("/", 3)
    if len(parts) > 2 and not parts[1] and parts[0] in {"http:", "https:"}:  # noqa: PLR2004 - scheme, nothing, host
        return _host_in(parts[2])
    return urlsplit(url).hostname or ""


@lru_cache(maxsize=4_096)
def _host_in(place: str) -> str:
    return urlsplit(f"//{place}").hostname or ""


def same_site(host_a: str, host_b: str) -> bool:
    """Whether two hosts are one site: equal, or apart only by a leading ``www.``."""
    return host_a == host_b or host_a.removeprefix("www.") == host_b.removeprefix("www.")


def path_of(url: str) -> str:
    """Decoded path of a URL, for reading dates and file names from it."""
    return unquote(urlsplit(url).path)


def _normal_host(host: str) -> str:
    """Host in lower case and punycode; empty when it cannot be one."""
    host = host.rstrip(".").lower()
    if not host.isascii():
        try:
            host = host.encode("idna").decode("ascii").rstrip(".")
        except UnicodeError:
            return ""
    return "" if _NO_HOST.search(host) else host


def _resolve_dots(path: str) -> str:
    if "/." not in path:
        return path
    resolved = posixpath.normpath(path)
    if path.endswith(("/", "/.", "/..")) and resolved != "/":
        resolved += "/"
    return "/" + resolved.lstrip("/")
