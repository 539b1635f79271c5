"""The simulated province: who is in it, what is wrong with it, and what its web servers say."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from hengping.demo.campaign import write_campaign
from hengping.demo.content import SiteContent
from hengping.demo.fill import fill
from hengping.demo.harm import plant_copies
from hengping.demo.planted import truth_of
from hengping.demo.truth import Planted
from hengping.demo.units import units
from hengping.model.errors import InputError
from hengping.model.site import Site

_MOST_SITES = 500
DEFAULT_AS_OF = date(2026, 11, 20)
"""Monitoring time point of the shipped demo."""


@dataclass(frozen=True, slots=True)
class Province:
    """A province at one monitoring time point.

    Attributes:
        sites: what the roster lists.
        as_of: monitoring time point; all windows count back from it.
        truth: every defect a perfect judge would report.
        contents: what each site holds, in roster order; the server renders pages from it.
        intermittent: whether home pages fail now and then.
    """

    sites: tuple[Site, ...]
    as_of: date
    truth: tuple[Planted, ...]
    contents: tuple[SiteContent, ...]
    intermittent: bool

    def write_campaign(self, folder: Path, connect_to: str) -> Path:
        """Write campaign.yaml, roster.csv, divisions.csv and truth.jsonl into ``folder``.

        Args:
            folder: made if missing.
            connect_to: ``host:port`` at which the province is served.

        Returns:
            Path of campaign.yaml.
        """
        return write_campaign(self.sites, self.truth, self.as_of, folder, connect_to)


def build(
    sites: int = 24,
    as_of: date = DEFAULT_AS_OF,
    seed: int = 2026,
    intermittent: bool = True,  # noqa: FBT001, FBT002 - public signature
) -> Province:
    """Build the province. The same arguments give the same pages and the same truth.

    Args:
        sites: how many sites, 1 to 500; the plan of defects repeats every 24.
        as_of: monitoring time point.
        seed: another seed gives other titles, dates and targets under the same plan.
        intermittent: let some home pages fail now and then; off for runs that must be equal request by request.

    Raises:
        InputError: ``sites`` is out of range.
    """
    if not 1 <= sites <= _MOST_SITES:
        raise InputError(f"网站数应在1到{_MOST_SITES}之间,给出的是{sites}", where="--sites", remedy="换一个数")
    contents = tuple(fill(index, unit, as_of, seed) for index, unit in enumerate(units(sites)))
    plant_copies(contents)
    return Province(
        sites=tuple(content.site for content in contents),
        as_of=as_of,
        truth=tuple(defect for content in contents for defect in truth_of(content, intermittent=intermittent)),
        contents=contents,
        intermittent=intermittent,
    )
