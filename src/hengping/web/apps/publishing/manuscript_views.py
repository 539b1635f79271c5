"""Pages of the organiser's words for the bulletin."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from hengping.model.errors import InputError
from hengping.report.figures.every_query import every_query
from hengping.report.pieces import PIECES
from hengping.web.apps.publishing.forms import BulletinTextForm
from hengping.web.apps.publishing.manuscripts import current_text, text_put, words_current
from hengping.web.apps.runs.selectors import current_run
from hengping.web.policy.decide import may
from hengping.web.policy.pages import page

if TYPE_CHECKING:
    from hengping.web.apps.campaigns.models import Campaign
    from hengping.web.apps.publishing.models import BulletinText
    from hengping.web.policy.middleware import PolicyRequest

_PARTS = {
    "text": ("yaml", "application/yaml; charset=utf-8"),
    "observations": ("csv", "text/csv; charset=utf-8"),
    "template": ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
}
"""What can be fetched of a version: ending of the file, and what it is."""
EXAMPLE = """addressees: 各市、县人民政府，省政府各部门：
opening: |
  {organiser}组织开展了{campaign}。现将有关情况通报如下：
chapters:
  - title: 总体情况
    text: |
      本次评估网站{sites}个，总体合格率{group.pass_rate}（{group.passed}/{group.assessed}）。
      [[groups]]
  - title: 排名情况
    text: |
      [[ranking]]
  - title: 红榜和黑榜
    text: |
      [[lists]]
  - title: 存在问题
    text: |
      [[problems]]
  - title: 工作要求
    text: |
      请各单位对照问题清单认真整改，并于30日内报送整改情况。
"""
"""What a first text may look like."""
_WAYS = (
    ("{group.mean[设区市]}", gettext_lazy("数据引用：由程序换成结果中的数字或名单")),
    ("[[problems]]", gettext_lazy("由程序写的段落和表")),
    ("## （一）标题", gettext_lazy("二级标题")),
    ("**开头：**后面的话", gettext_lazy("段首加粗")),
    ("red_head: {issuer: …, number: …}", gettext_lazy("红色版头和发文字号")),
    ("issued_on: 2026-12-05", gettext_lazy("成文日期")),
)
"""How things are written, and what they mean."""


@page("document.view", post="document.make")
def text(request: PolicyRequest, campaign: Campaign) -> HttpResponse:
    """The words as they are, the form to change them, and the versions before."""
    standing = current_text(campaign)
    form = BulletinTextForm(
        request.POST or None, files=request.FILES or None, standing=standing,
        initial={"text": standing.text if standing is not None else ""},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            made = _put(request, campaign, standing, form)
        except InputError as error:
            form.add_error("text" if error.where.startswith(_("文稿")) else None, str(error))
        else:
            messages.success(request, _("已保存第%(number)s版，重新生成文件后用于通报") % {"number": made.number})
            return redirect("bulletin_text", campaign.pk)
    run = current_run(campaign)
    english = (get_language() or "").startswith("en")
    context = {
        "campaign": campaign,
        "form": form,
        "standing": standing,
        "editing": may(request.actor, "document.make", campaign),
        "versions": campaign.bulletin_texts.defer("template"),
        "queries": [(each.name, each.arguments, each.en if english else each.zh) for each in every_query()],
        "pieces": list(PIECES),
        "example": EXAMPLE,
        "ways": _WAYS,
        "taken": run is None or words_current(run),
    }
    return render(request, "publishing/manuscript.html", context, status=422 if form.errors else 200)


@page("document.view")
def one_version(request: PolicyRequest, campaign: Campaign, version: int) -> HttpResponse:
    """A version before, to be read and to be copied from."""
    context = {"campaign": campaign, "found": _version(campaign, version)}
    return render(request, "publishing/manuscript_version.html", context)


@page("document.view")
def part_of(request: PolicyRequest, campaign: Campaign, version: int, part: str) -> HttpResponse:  # noqa: ARG001 - as every page
    """A part of a version, as it was given, to be saved."""
    found = _version(campaign, version)
    data = getattr(found, part) if part in _PARTS else b""
    if not data:
        raise Http404(_("没有这个文件"))
    ending, kind = _PARTS[part]
    response = HttpResponse(data.encode() if isinstance(data, str) else bytes(data), content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="bulletin-{found.number}-{part}.{ending}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


def _version(campaign: Campaign, number: int) -> BulletinText:
    found = campaign.bulletin_texts.filter(number=number).first()
    if found is None:
        raise Http404(_("没有这一版"))
    return found


def _put(
    request: PolicyRequest, campaign: Campaign, standing: BulletinText | None, form: BulletinTextForm
) -> BulletinText:
    """Save what the form says: a file that was not sent again stays, unless it is taken away."""
    kept: dict[str, tuple[str, bytes]] = {}
    for name in ("observations", "template"):
        sent, dropped = form.cleaned_data[name], form.cleaned_data.get(f"drop_{name}", False)
        if sent is not None:
            kept[name] = (sent.name or "", sent.read())
        elif standing is None or dropped:
            kept[name] = ("", b"")
        else:
            data = getattr(standing, name)
            kept[name] = (getattr(standing, f"{name}_name"), data.encode() if isinstance(data, str) else bytes(data))
    return text_put(
        actor=request.actor, campaign=campaign, text=form.cleaned_data["text"], observations=kept["observations"],
        template=kept["template"], seen=form.seen_version, key=form.act_key,
    )  # fmt: skip
