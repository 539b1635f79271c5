"""The editor of a draft: a form tree and the text side by side, linted as one types."""

import re
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from hengping.indicators.edit import add_item, remove_node, set_fields
from hengping.indicators.tree import Node
from hengping.model.errors import InputError
from hengping.web.apps.campaigns.models import Campaign
from hengping.web.apps.systems import services, texts
from hengping.web.apps.systems.forms import NodeForm, TextForm
from hengping.web.apps.systems.models import SystemDraft
from hengping.web.apps.systems.views import draft_of
from hengping.web.policy.middleware import PolicyRequest
from hengping.web.policy.pages import page
from hengping.web.ui.forms import ActForm


@page("system.edit", post="system.edit")
def edit(request: PolicyRequest, campaign: Campaign, draft_id: UUID) -> HttpResponse:
    """The editor. What the buttons of the form tree do changes the text on the page; only saving keeps it."""
    draft = draft_of(campaign, draft_id)
    if draft.published_at is not None:
        return redirect("system-show", campaign.pk, f"own:{draft.system_id}")
    if request.method != "POST":
        return _show(request, draft, TextForm(version=draft.version, initial={"text": draft.text}), draft.text)
    form = TextForm(request.POST)
    if not form.is_valid():
        return _show(request, draft, form, request.POST.get("text", ""), status=422)
    text = form.cleaned_data["text"]
    if request.POST.get("do", "save") == "save":
        services.draft_save(actor=request.actor, draft=draft, text=text, seen=form.seen_version, key=form.act_key)
        messages.success(request, _("已保存第%(version)s稿") % {"version": draft.version})
        return redirect("system-edit", campaign.pk, draft.pk)
    return _changed(request, draft, form, text)


@page("system.edit", post="system.edit")
def lint(request: PolicyRequest, campaign: Campaign, draft_id: UUID) -> HttpResponse:
    """What is wrong with a text that is being typed."""
    draft = draft_of(campaign, draft_id)
    text = request.POST.get("text", draft.text).replace("\r\n", "\n")
    read = texts.read(text, examples="examples" in request.POST)
    return render(request, "systems/faults.html", {"campaign": campaign, "read": read, "told": True})


@page("system.edit", post="system.edit")
def publish(request: PolicyRequest, campaign: Campaign, draft_id: UUID) -> HttpResponse:
    """Freeze a draft."""
    draft = draft_of(campaign, draft_id)
    form = ActForm(request.POST or None, version=draft.version)
    if request.method == "POST" and form.is_valid():
        try:
            services.draft_publish(actor=request.actor, draft=draft, seen=form.seen_version, key=form.act_key)
        except InputError as error:
            messages.error(request, str(error))
            return redirect("system-edit", campaign.pk, draft.pk)
        messages.success(request, _("已发布并冻结“%(id)s”") % {"id": draft.system_id})
        return redirect("system-show", campaign.pk, f"own:{draft.system_id}")
    read = texts.read(draft.text, examples=True)
    context = {
        "campaign": campaign, "draft": draft, "form": form, "read": read,
        "unconfirmed": texts.unconfirmed(read.system) if read.system else 0,
    }  # fmt: skip
    return render(request, "systems/publish.html", context)


@page("system.draft")
def history(request: PolicyRequest, campaign: Campaign, draft_id: UUID) -> HttpResponse:
    """Earlier versions of a draft."""
    draft = draft_of(campaign, draft_id)
    return render(
        request, "systems/history.html", {"campaign": campaign, "draft": draft, "past": draft.history.all()[:200]}
    )


def _changed(request: PolicyRequest, draft: SystemDraft, form: TextForm, text: str) -> HttpResponse:
    """The page after a button of the form tree; the text is not saved by it."""
    do, _colon, about = request.POST.get("do", "").partition(":")
    picked = about or request.POST.get("node_id", "")
    fault = ""
    node_form: NodeForm | None = None
    try:
        if do == "set":
            node_form = NodeForm(request.POST)
            if node_form.is_valid():
                picked = node_form.cleaned_data["node_id"]
                text = set_fields(text, picked, _differing(text, picked, node_form.values()))
                node_form = None
            else:
                fault = _("左侧的内容有误，没有写入文本")
        elif do == "add":
            new_id = request.POST.get("new_id", "").strip()
            text = add_item(text, picked, new_id, request.POST.get("new_title", "").strip() or _("新评分点"))
            picked = new_id
        elif do == "remove":
            text = remove_node(text, picked)
            picked = ""
    except InputError as error:
        fault = str(error)
    shown = TextForm(version=form.seen_version, initial={"text": text, "key": form.cleaned_data["key"]})
    return _show(
        request, draft, shown, text, picked=picked, node_form=node_form, fault=fault, unsaved=text != draft.text
    )


def _show(
    request: PolicyRequest,
    draft: SystemDraft,
    form: TextForm,
    text: str,
    *,
    picked: str = "",
    node_form: NodeForm | None = None,
    fault: str = "",
    unsaved: bool = False,
    status: int = 200,
) -> HttpResponse:
    read = texts.read(text)
    node = read.system.nodes().get(picked) if read.system is not None else None
    context = {
        "campaign": draft.campaign, "draft": draft, "form": form, "read": read, "picked": node, "fault": fault,
        "unsaved": unsaved, "at": _line_of(text, picked), "lines": texts.lines(read.system) if read.system else [],
        "node_form": node_form or (NodeForm(initial=_initial(node)) if node is not None else None),
    }  # fmt: skip
    name = "systems/editor.html" if request.headers.get("HX-Request") else "systems/edit.html"
    return render(request, name, context, status=status)


def _line_of(text: str, node_id: str) -> int:
    """Line in which the text has a node, so that it can be shown; 0: none was picked."""
    found = re.search(rf"\bid: *[\"']?{re.escape(node_id)}[\"']?(?=[\s,}}]|$)", text) if node_id else None
    return text.count("\n", 0, found.start()) + 1 if found else 0


def _differing(text: str, node_id: str, values: dict[str, str]) -> dict[str, str]:
    """Only what was changed is written: numbers stay as people spelt them."""
    system = texts.read(text).system
    node = system.nodes().get(node_id) if system is not None else None
    if node is None:
        return values
    before = NodeForm({name: value for name, value in _initial(node).items() if value is not None})
    standing = before.values() if before.is_valid() else {}
    return {name: value for name, value in values.items() if standing.get(name, "") != value}


def _initial(node: Node) -> dict[str, object]:
    return {
        "node_id": node.id, "title_zh": node.title.zh, "title_en": node.title.en, "marks": node.marks,
        "weight": node.model_dump(mode="json")["weight"] or "", "note": node.note,
        "status": node.status if "status" in node.model_fields_set else "",
        "basis": node.basis, "guidance": node.guidance,
    }  # fmt: skip
