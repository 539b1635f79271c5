"""Tables besides the roster (附属文件): checked by the engine's own readers when uploaded, taken by the next run."""

from __future__ import annotations

import hashlib
import uuid
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from hengping.indicators.load import load_system
from hengping.model.errors import InputError
from hengping.pipeline.measures import read_tables
from hengping.pipeline.visits_maintenance import load_windows
from hengping.roster.load import load_roster
from hengping.web.apps.acts.services import ConflictError, act
from hengping.web.apps.campaigns import files
from hengping.web.apps.campaigns.models import SideFile

if TYPE_CHECKING:
    from hengping.web.apps.campaigns.models import Campaign
    from hengping.web.policy.decide import Actor

MOST_BYTES = 5_000_000
_KINDS = SideFile.Kind


def side_file_put(
    *, actor: Actor, campaign: Campaign, kind: str, name: str, data: bytes, seen: int, key: uuid.UUID
) -> SideFile:
    """Take a table over, if the engine can read all of it; the version before stays on record.

    Args:
        actor: who.
        campaign: the evaluation.
        kind: of :class:`SideFile.Kind`.
        name: as uploaded, for people.
        data: the bytes.
        seen: number of the version that the page showed; 0: there was none.
        key: of the form.

    Raises:
        PermissionDenied: not allowed.
        InputError: the engine refuses rows; each is named with its number and what is wrong.
        ConflictError: somebody else uploaded another meanwhile.
    """
    rows = checked_rows(campaign, kind, data)
    with act(actor, "campaign.files", campaign=campaign, key=key) as acting:
        before = _replaced(campaign, kind, seen)
        last = campaign.side_files.filter(kind=kind).aggregate(last=Max("number"))["last"] or 0
        made = SideFile.objects.create(
            campaign=campaign, kind=kind, number=last + 1, file_name=name[-200:], text=data.decode("utf-8-sig"),
            digest=hashlib.sha256(data).hexdigest(), rows=rows, by_name=str(actor.user)[:100],
        )  # fmt: skip
        acting.about("side_file", made.pk)
        acting.summary = _("上传%(kind)s表第%(number)s版（%(rows)s行）") % {
            "kind": made.get_kind_display(), "number": made.number, "rows": rows,
        }  # fmt: skip
        acting.detail = {
            "old": before.digest if before else "", "new": made.digest, "file": made.file_name, "rows": rows,
        }  # fmt: skip
    return made


def side_file_end(*, actor: Actor, campaign: Campaign, kind: str, reason: str, seen: int, key: uuid.UUID) -> None:
    """Take a table away: the next run is made without it.

    Raises:
        PermissionDenied: not allowed.
        InputError: there is none.
        ConflictError: somebody else uploaded another meanwhile.
    """
    with act(actor, "campaign.files", campaign=campaign, key=key) as acting:
        before = _replaced(campaign, kind, seen)
        if before is None:
            raise InputError(_("没有可以停用的文件"))
        acting.about("side_file", before.pk)
        acting.summary = _("停用%(kind)s表第%(number)s版") % {
            "kind": before.get_kind_display(), "number": before.number,
        }  # fmt: skip
        acting.detail = {"old": before.digest, "reason": reason}


def _replaced(campaign: Campaign, kind: str, seen: int) -> SideFile | None:
    """The version that stands, ended."""
    standing = campaign.side_files.filter(kind=kind, ended_at=None).first()
    if (standing.number if standing is not None else 0) != seen:
        raise ConflictError(str(_KINDS(kind).label))
    if standing is not None:
        standing.ended_at = timezone.now()
        standing.save(update_fields=["ended_at"])
    return standing


def checked_rows(campaign: Campaign, kind: str, data: bytes) -> int:
    """How many rows the engine reads, with the roster and the indicator systems of the evaluation.

    Raises:
        InputError: it cannot be read; lists the rows that are wrong.
    """
    if not data.strip():
        raise InputError(_("文件是空的"), remedy=_("选择有内容的CSV文件"))
    if len(data) > MOST_BYTES:
        raise InputError(_("文件超过5MB"), remedy=_("去掉不需要的列和行后再传"))
    try:
        data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InputError(_("文件不是UTF-8编码"), remedy=_("在表格软件中另存为“CSV UTF-8”")) from None
    with TemporaryDirectory() as place:
        folder = Path(place)
        for name, content in files.campaign_files(campaign).items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(content)
        table = folder / "uploaded.csv"
        table.write_bytes(data)
        try:
            sites = {site.site_code: site for site in load_roster(folder / files.ROSTER_FILE).sites}
            if kind == _KINDS.MAINTENANCE:
                return len(load_windows(table, frozenset(sites)))
            named = [files.system_reference(campaign, each) for each in campaign.systems]
            systems = [load_system(folder / each if each.endswith(".yaml") else each) for each in named]
            read = read_tables(systems, table, frozenset(sites), sites)
        except InputError as error:
            # Where it lies for the moment is nobody's business.
            raise InputError(error.what, where="", remedy=error.remedy) from error
    return len({(code, item) for values in read.values() for code, own in values.items() for item in own})
