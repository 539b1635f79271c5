"""Write a roster in the one form of the contract: ``site_code,name,unit,url,group,class,region``.

A column ``parent`` follows when any site has a superior site.
"""

import csv
import io
from collections.abc import Iterable

from hengping.model.site import Site

COLUMNS = ("site_code", "name", "unit", "url", "group", "class", "region")
"""Columns of the contract, in order."""


def roster_csv(sites: Iterable[Site]) -> bytes:
    """The sites in the given order as UTF-8 CSV with LF line ends: the same sites are always the same bytes.

    Reading it again with :func:`hengping.roster.load.load_roster` gives the same sites; only the
    fault of a code whose digits the first table had lost is not written.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    listed = list(sites)
    with_parent = any(site.parent for site in listed)
    writer.writerow((*COLUMNS, "parent") if with_parent else COLUMNS)
    for site in listed:
        cells = (site.site_code, site.name, site.unit, site.url, site.group, site.site_class, site.region)
        writer.writerow((*cells, site.parent) if with_parent else cells)
    return text.getvalue().encode()
