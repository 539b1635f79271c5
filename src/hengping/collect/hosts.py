"""Which hosts belong to a site: its registrable domain, and the hosts its archived pages load from."""

import re
from functools import cache, lru_cache

from tldextract import TLDExtract

from hengping.model.urls import BadUrlError, host_of, normal_url

MAX_NAMED = 64
"""Most hosts one page may name; a page that names more is no page to be served."""
_LOADED = re.compile(
    rb"""<(?:script|link|img|iframe|frame)\b[^<>]{0,2000}?\b(?:src|href)\s*=\s*["']?\s*([^"'\s<>]{4,500})""",
    re.IGNORECASE,
)


@cache
def _suffixes() -> TLDExtract:
    # the list that comes with the package: nothing is asked of the network, and no cache is kept
    return TLDExtract(suffix_list_urls=(), cache_dir=None)


@lru_cache(maxsize=4096)
def registrable_domain(host: str) -> str:
    """The domain an owner registered (``www.nn.gov.cn`` → ``nn.gov.cn``); empty for addresses and bare suffixes."""
    return _suffixes()(host).top_domain_under_public_suffix.lower()


def named_hosts(body: bytes, url: str) -> frozenset[str]:
    """Hosts that a page loads scripts, styles, images and frames from, as its mark-up says.

    Args:
        body: the page as archived.
        url: its address.
    """
    found: set[str] = set()
    for match in _LOADED.finditer(body):
        reference = match[1].decode("ascii", "ignore")
        if "//" not in reference[:8]:
            continue
        try:
            found.add(host_of(normal_url(reference, url)))
        except BadUrlError:
            continue
        if len(found) >= MAX_NAMED:
            break
    return frozenset(found - {""})
