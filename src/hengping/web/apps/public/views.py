"""Pages that anybody may see."""

import mimetypes
from http import HTTPStatus

import msgspec
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from hengping.model.errors import HengpingError
from hengping.pipeline.context import open_run
from hengping.pipeline.corrections_register import DOCUMENTS
from hengping.pipeline.library_search import hot_questions, policies, search
from hengping.web.apps.campaigns.models import Campaign
from hengping.web.apps.public import selectors
from hengping.web.apps.public.edition import Edition, intact
from hengping.web.apps.roster.models import RosterEntry
from hengping.web.policy.middleware import PolicyRequest
from hengping.web.policy.pages import page

_SHOWN_INLINE = frozenset({"text/html"})
_ARCHIVE_PAGE = 20


class OfferedFile(msgspec.Struct, frozen=True, kw_only=True):
    """A file that can be taken away; ``size`` in bytes, ``digest`` SHA-256."""

    name: str
    size: int
    digest: str


@page("public.view")
def home(request: PolicyRequest) -> HttpResponse:
    """Evaluations that were published."""
    rows = []
    for campaign in selectors.published_campaigns(request.actor):
        versions = selectors.editions_of(campaign)
        rows.append(
            {"campaign": campaign, "edition": versions[-1] if versions else None, "corrections": len(versions) - 1}
        )
    return render(request, "public/home.html", {"rows": rows})


@page("published.view")
def results(request: PolicyRequest, campaign: Campaign) -> HttpResponse:
    """Places, totals and tiers, by system and group."""
    edition = _edition(campaign)
    if edition is None:
        return _nothing(request, campaign)
    systems = selectors.systems_of(edition)
    system_id = request.GET.get("system", "")
    if system_id not in systems:
        system_id = next(iter(systems), "")
    asked = selectors.Asked(
        system_id=system_id,
        group=request.GET.get("group", ""),
        text=request.GET.get("q", "").strip()[:80],
        sort=request.GET.get("sort", ""),
        page=_number(request.GET.get("page", "1")),
    )
    groups = selectors.groups_of(edition, system_id) if system_id else []
    return render(
        request,
        "public/results.html",
        {
            "campaign": campaign,
            "edition": edition,
            "systems": systems,
            "asked": asked,
            "groups": [row for row in groups if row["group"]],
            "whole": next((row for row in groups if not row["group"]), None),
            "found": selectors.results(edition, asked) if system_id else None,
            "sortable": (("rank", _("名次")), ("name", _("网站")), ("total", _("总分"))),
        },
    )


@page("published.view")
def body(request: PolicyRequest, campaign: Campaign, entry: RosterEntry | None) -> HttpResponse:
    """One body: its places, its score trees, its lists."""
    if entry is None:
        raise Http404
    edition = _edition(campaign)
    if edition is None:
        return _nothing(request, campaign)
    found = selectors.body(edition, entry.site_code)
    if found is None:
        raise Http404
    systems = selectors.systems_of(edition)
    parts = [
        {
            "system_id": system_id,
            "title": title,
            "standing": next(
                (row for row in selectors.standings(edition, entry.site_code) if row["system_id"] == system_id), None
            ),
            "tree": selectors.tree(edition, system_id, entry.site_code),
            "peers": selectors.peers(edition, system_id, entry.site_code),
        }
        for system_id, title in systems.items()
    ]
    return render(
        request,
        "public/body.html",
        {
            "campaign": campaign,
            "edition": edition,
            "entry": entry,
            "body": found,
            "parts": [part for part in parts if part["standing"]],
            "listed": selectors.listed(edition, entry.site_code),
            "vetoed": selectors.vetoed(edition, entry.site_code),
        },
    )


@page("published.view")
def lists(request: PolicyRequest, campaign: Campaign) -> HttpResponse:
    """Red list, black list and the others, with the reasons."""
    edition = _edition(campaign)
    if edition is None:
        return _nothing(request, campaign)
    systems = selectors.systems_of(edition)
    grouped: dict[tuple[str, str], list[dict[str, str]]] = {}
    for row in selectors.listed(edition):
        grouped.setdefault((systems.get(row["system_id"], row["system_id"]), row["list"]), []).append(row)
    return render(
        request,
        "public/lists.html",
        {
            "campaign": campaign,
            "edition": edition,
            "lists": [{"system": key[0], "title": key[1], "rows": rows} for key, rows in grouped.items()],
            "problems": selectors.problems(edition),
        },
    )


@page("published.view")
def data(request: PolicyRequest, campaign: Campaign) -> HttpResponse:
    """What can be taken away: open data, documents, all versions; with their digests."""
    versions = selectors.editions_of(campaign)
    if not versions:
        return _nothing(request, campaign)
    latest = versions[-1]
    names = sorted(
        name
        for name in latest.publication.files
        if _offered(name) and "/public/" not in name and "/charts/" not in name
    )
    files = [
        OfferedFile(name=name, size=(latest.folder / name).stat().st_size, digest=latest.publication.files[name])
        for name in names
    ]
    return render(
        request,
        "public/data.html",
        {
            "campaign": campaign,
            "edition": latest,
            "open_data": [file for file in files if "/open-data/" in file.name],
            "documents": [file for file in files if "/open-data/" not in file.name],
        },
    )


@page("published.view")
def corrections(request: PolicyRequest, campaign: Campaign) -> HttpResponse:
    """The register of what was published and corrected; every version stays citable."""
    versions = selectors.editions_of(campaign)
    if not versions:
        return _nothing(request, campaign)
    return render(
        request,
        "public/corrections.html",
        {"campaign": campaign, "edition": versions[-1], "versions": tuple(reversed(versions))},
    )


@page("published.view")
def file(request: PolicyRequest, campaign: Campaign, version: int, name: str) -> HttpResponseBase:
    """A file of a published version, exactly as it was published."""
    edition = next((one for one in selectors.editions_of(campaign) if one.entry.version == version), None)
    if edition is None or name not in edition.publication.files or not _offered(name):
        raise Http404
    if not intact(edition, name):
        reason = _("文件与发布时不一致，不予提供，请告知组织单位：%(name)s") % {"name": name}
        return render(
            request, "ui/error.html", {"status": 422, "reason": reason}, status=HTTPStatus.UNPROCESSABLE_ENTITY
        )
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    inline = kind in _SHOWN_INLINE
    response = FileResponse((edition.folder / name).open("rb"), content_type=kind, as_attachment=not inline,
                            filename=name.rsplit("/", 1)[-1])  # fmt: skip
    if inline:
        # Documents of ours; still, what they quote of judged sites gets no script and no way out.
        response["Content-Security-Policy"] = (
            "sandbox allow-popups; default-src 'none'; style-src 'unsafe-inline'; img-src data:"
        )
    response["X-Content-Type-Options"] = "nosniff"
    return response


@page("published.view")
def archive(request: PolicyRequest, campaign: Campaign) -> HttpResponse:
    """Search over the archived pages of all judged sites."""
    if _edition(campaign) is None:
        return _nothing(request, campaign)
    asked = request.GET.get("q", "").strip()[:100]
    site = request.GET.get("site", "").strip()[:120]
    number = _number(request.GET.get("page", "1"))
    context: dict[str, object] = {"campaign": campaign, "asked": asked, "site": site}
    if asked:
        try:
            run = open_run(selectors.editions_of(campaign)[-1].run)
            found = search(run, asked, site=site, limit=_ARCHIVE_PAGE, offset=(number - 1) * _ARCHIVE_PAGE)
        except HengpingError as error:
            context["fault"] = str(error)
        else:
            pages = max(1, -(-found.total // _ARCHIVE_PAGE))
            context |= {"found": found, "number": number, "pages": pages}
    return render(request, "public/archive.html", context)


@page("published.view")
def library(request: PolicyRequest, campaign: Campaign) -> HttpResponse:
    """Policy library and hot questions, by-products of the archive."""
    if _edition(campaign) is None:
        return _nothing(request, campaign)
    run = open_run(selectors.editions_of(campaign)[-1].run)
    context: dict[str, object] = {"campaign": campaign}
    try:
        context["policies"] = policies(run)[:200]
        context["questions"] = hot_questions(run)
    except HengpingError as error:
        context["fault"] = str(error)
    return render(request, "public/library.html", context)


def _edition(campaign: Campaign) -> Edition | None:
    versions = selectors.editions_of(campaign)
    return versions[-1] if versions else None


def _offered(name: str) -> bool:
    """Whether a file of a version is a document; its tables of results also hold what rules keep back."""
    return name.startswith(f"{DOCUMENTS}/") or "/" not in name


def _nothing(request: PolicyRequest, campaign: Campaign) -> HttpResponse:
    return render(request, "public/nothing.html", {"campaign": campaign})


def _number(text: str) -> int:
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 7 else 1  # noqa: PLR2004 - no page has so many
