"""The files that the engine reads: ``campaign.yaml``, ``roster.csv``, own indicator systems; in the campaign's folder.

Until collecting begins they are made from the database each time; from then on from what was frozen.
"""

import fcntl
import hashlib
import io
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from ruamel.yaml import YAML

from hengping.evidence.files import write_atomic
from hengping.indicators.load import system_bytes
from hengping.model.errors import InputError
from hengping.model.site import Site
from hengping.pipeline.campaign_file import LoadedCampaign, load_campaign
from hengping.roster.load import load_roster
from hengping.roster.write import roster_csv
from hengping.web.apps.campaigns.models import Campaign

CAMPAIGN_FILE, ROSTER_FILE, SYSTEMS_FOLDER = "campaign.yaml", "roster.csv", "systems"
_WIDE = 100_000
TABLES = {"measures": ("measures",), "maintenance": ("collect", "visits", "maintenance")}
"""Where ``campaign.yaml`` names the tables that were uploaded, by their kind."""


def write_campaign_files(campaign: Campaign) -> Path:
    """Write the files of an evaluation as the contract has them; a run is made from them.

    Args:
        campaign: the evaluation. Once frozen, what was frozen is written, whatever the database says now.

    Returns:
        The path of ``campaign.yaml``, which names the others relative to itself.

    Raises:
        EvidenceError: the folder cannot be written.
    """
    folder = campaign.folder
    contents = campaign_files(campaign)
    with _alone(folder):
        for name, data in contents.items():
            path = folder / name
            if not path.is_file() or path.read_bytes() != data:
                path.parent.mkdir(parents=True, exist_ok=True)
                write_atomic(path, data)
    return folder / CAMPAIGN_FILE


def campaign_files(campaign: Campaign) -> dict[str, bytes]:
    """The files by their path within the evaluation's folder."""
    frozen = campaign.frozen.filter(ended_at=None).first()
    if frozen is not None:
        return _with_tables({name: str(text).encode() for name, text in frozen.files.items()}, campaign)
    own = {
        f"{SYSTEMS_FOLDER}/{path.name}": path.read_bytes()
        for path in (own_system(campaign, each) for each in campaign.systems)
        if path is not None
    }
    written = {CAMPAIGN_FILE: yaml_bytes(campaign_data(campaign)), ROSTER_FILE: roster_bytes(campaign), **own}
    return _with_tables(written, campaign)


def _with_tables(contents: dict[str, bytes], campaign: Campaign) -> dict[str, bytes]:
    """Files with the tables that stand now beside them, named where the engine looks for them.

    Values from outside are often known only after collecting began; so these alone are no part of what is frozen, and
    every version of them is in the log.
    """
    standing = {one.kind: one.text.encode() for one in campaign.side_files.filter(ended_at=None)}
    known = {kind for kind in TABLES if (f"{kind}.csv") in contents}
    if not standing and not known:
        return contents
    data: Any = YAML(typ="safe", pure=True).load(contents[CAMPAIGN_FILE])
    contents = {name: content for name, content in contents.items() if name not in {f"{kind}.csv" for kind in TABLES}}
    for kind, path in TABLES.items():
        node = data
        for step in path[:-1]:
            node = node.setdefault(step, {})
        if kind in standing:
            node[path[-1]] = f"{kind}.csv"
            contents[f"{kind}.csv"] = standing[kind]
        elif kind in known:
            # It was there when the rules were frozen, and was taken away since.
            node.pop(path[-1], None)
    return {**contents, CAMPAIGN_FILE: yaml_bytes(_without_empty(data))}


def _without_empty(data: dict[str, Any]) -> dict[str, Any]:
    shorter = {name: _without_empty(value) if isinstance(value, dict) else value for name, value in data.items()}
    return {name: value for name, value in shorter.items() if value != {}}


def campaign_data(campaign: Campaign) -> dict[str, Any]:
    """What ``campaign.yaml`` says."""
    data: dict[str, Any] = {
        "id": campaign.code,
        "title": campaign.title,
        "organiser": campaign.organiser.name,
        "systems": [system_reference(campaign, each) for each in campaign.systems],
        "roster": ROSTER_FILE,
        "as_of": campaign.as_of,
        # Through JSON: an object that stood in two places would be written as a reference, which the engine refuses.
        **json.loads(json.dumps(campaign.settings)),
    }
    before = campaign.previous.runs.filter(is_current=True).first() if campaign.previous is not None else None
    if before is not None and "previous" not in data:
        # Relative: the file goes with the results to whoever recomputes them, and names no folder of this machine.
        data["previous"] = os.path.relpath(before.path, campaign.folder)
    return data


def yaml_bytes(data: dict[str, Any]) -> bytes:
    """Plain YAML, fields in the given order."""
    writer = YAML(typ="safe", pure=True)
    writer.default_flow_style = False
    writer.allow_unicode = True
    writer.sort_base_mapping_type_on_output = False  # type: ignore[assignment]  # declared by its default alone
    writer.width = _WIDE
    text = io.StringIO()
    writer.dump(data, text)
    return text.getvalue().encode()


def roster_bytes(campaign: Campaign) -> bytes:
    """The roster as ``roster.csv``."""
    rows = campaign.entries.order_by("place", "site_code").values_list(
        "site_code", "name", "unit", "url", "group", "site_class", "region", "parent_code"
    )
    return roster_csv(
        Site(
            site_code=site_code, name=name, unit=unit, url=url, group=group, region=region, parent=parent,
            site_class="A" if site_class == "A" else "B" if site_class == "B" else "",
        )
        for site_code, name, unit, url, group, site_class, region, parent in rows
    )  # fmt: skip


def own_system(campaign: Campaign, system_id: str) -> Path | None:
    """The file of an indicator system of the evaluation's own; None: it has none of that id."""
    path = campaign.folder / SYSTEMS_FOLDER / f"{Path(system_id).name}.yaml"
    return path if path.is_file() else None


def system_reference(campaign: Campaign, system_id: str) -> str:
    """How ``campaign.yaml`` names a system: the library's id, or the file of its own."""
    own = own_system(campaign, system_id)
    return system_id if own is None else f"{SYSTEMS_FOLDER}/{own.name}"


def system_digests(campaign: Campaign) -> dict[str, str]:
    """SHA-256 of every indicator system's file, by its id.

    Raises:
        InputError: there is no such system.
    """
    return {
        each: hashlib.sha256(system_bytes(own_system(campaign, each) or each)).hexdigest() for each in campaign.systems
    }


def load_settings(campaign: Campaign) -> LoadedCampaign:
    """The settings of an evaluation that is not frozen, as the engine reads them; nothing in its folder is touched.

    Raises:
        InputError: the engine refuses them; names line and field.
    """
    with TemporaryDirectory() as folder:
        whole = _with_tables({CAMPAIGN_FILE: yaml_bytes(campaign_data(campaign))}, campaign)
        for name, content in whole.items():
            (Path(folder) / name).write_bytes(content)
        return load_campaign(Path(folder) / CAMPAIGN_FILE)


def load_written(campaign: Campaign) -> LoadedCampaign:
    """Write the files and read them as the engine will.

    Raises:
        InputError: the engine refuses them; names line and field.
    """
    return load_campaign(write_campaign_files(campaign))


def roster_faults(campaign: Campaign) -> tuple[int, tuple[str, ...]]:
    """How many sites the engine finds in the roster, and what is wrong with the rows that it leaves out.

    Raises:
        InputError: there is no site at all.
    """
    if not campaign.entries.exists():
        raise InputError("评估名单为空", where=ROSTER_FILE, remedy="先导入评估名单")
    codes, faults = _read_roster(roster_bytes(campaign))
    return len(codes), faults


def site_codes(campaign: Campaign) -> frozenset[str]:
    """Codes of the sites as the engine reads the roster, frozen or not; a site without a code is known by its host."""
    return _read_roster(campaign_files(campaign)[ROSTER_FILE])[0]


@lru_cache(maxsize=8)
def _read_roster(data: bytes) -> tuple[frozenset[str], tuple[str, ...]]:
    """The roster of these bytes, read in a place of its own: looking at a page writes nothing."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / ROSTER_FILE
        path.write_bytes(data)
        roster = load_roster(path)
    return frozenset(site.site_code for site in roster.sites), tuple(str(fault) for fault in roster.errors)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One process at a time writes into an evaluation's folder."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
