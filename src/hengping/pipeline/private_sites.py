"""Sites in a private network that the campaign does not allow to be asked: told before, or as soon as it is seen."""

from collections.abc import Iterable, Sequence
from itertools import islice
from pathlib import Path

from hengping.collect.addresses import is_public, literal_address
from hengping.evidence.archive import SiteArchive
from hengping.model.campaign import CollectSettings
from hengping.model.evidence import FailureKind
from hengping.model.site import Site
from hengping.pipeline.never_asked import host_named

_FIRST = 20
"""The home page is among the first captures of a site."""
_MOST_NAMED = 10


def spelt_private(sites: Iterable[Site], settings: CollectSettings) -> list[Site]:
    """Sites whose address spells out a private network, and that the settings do not allow to be asked. Pure.

    Names are not resolved: what they stand for is seen only when they are asked for (:func:`refused_home`).
    """
    if settings.allow_private_addresses:
        return []
    return [site for site in sites if _is_private(host_named(site.url), settings)]


def refused_home(evidence: Path) -> bool | None:
    """Whether the home page was not asked for because its address is private; None: it was not tried yet."""
    home = [capture for capture in islice(SiteArchive(evidence).iter_captures(), _FIRST) if capture.purpose == "home"]
    return home[-1].failure is FailureKind.PRIVATE_ADDRESS if home else None


def refused_notice(sites: Sequence[Site], *, collected: bool) -> str:
    """What to tell whoever runs the evaluation about sites that are refused, in Chinese.

    Args:
        sites: at least one.
        collected: they were tried already, so that the run folder holds their evidence.
    """
    named = "、".join(f"{site.name}（{host_named(site.url)}）" for site in sites[:_MOST_NAMED])
    more = f"等{len(sites)}个网站" if len(sites) > _MOST_NAMED else ""
    again = "换一个 --out 目录重新运行" if collected else "用新的 --out 目录运行"
    return (
        f"注意：{named}{more}的地址属于内网，评估设置不允许访问，因此不访问、不评价，也不算网站打不开。"
        "确要评估时，在 campaign.yaml 写 collect.allow_private_addresses: true"
        f"（或用 collect.connect_to 指明地址），{again}"
    )


def _is_private(host: str, settings: CollectSettings) -> bool:
    if "*" in settings.connect_to or host in {name.lower() for name in settings.connect_to}:
        return False
    name = host.rstrip(".").lower()
    address = literal_address(host)
    return name == "localhost" or name.endswith(".localhost") or (address is not None and not is_public(address))
