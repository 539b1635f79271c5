"""Probes of a site's names, certificates, IPv6 and HTTP behaviour: what the platform's page facts cannot show.

Each probe leaves one small file beside the site's archive. They follow the same rules as the crawl: addresses are
checked when connected to, ``connect_to`` is obeyed, and what is our own fault is said to be so.
"""

from hengping.collect.probes.site import OF_DOORS, OF_NAMES, probe_site

__all__ = ["OF_DOORS", "OF_NAMES", "probe_site"]
