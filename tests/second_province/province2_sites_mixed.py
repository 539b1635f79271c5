"""Sites of the mixed family, each with styles of its own."""
# ruff: noqa: E501 - lines of HTML and of Chinese text read best unbroken

from province2_family import Family
from province2_mixed import MixedFamily
from province2_model import Item, Reply, Section, Site2, months, series
from province2_plans import (
    Later,
    ago,
    child,
    file_reply,
    lacking,
    letter,
    make,
    missing_identity,
    of,
    plant_later,
    stale,
)

_TITLES = {
    "dynamic": "工作动态",
    "notice": "通知公告",
    "policy": "政策文件",
    "reading": "政策解读",
    "people": "人事信息",
    "guides": "办事指南",
    "letters": "领导信箱",
    "survey": "征集调查",
    "duties": "机构职能",
}


def _mixed(
    rows: str, guides: str, letters: str, foot: str, find: str, menu: str, *, query: bool = False
) -> MixedFamily:
    return MixedFamily(rows=rows, guides=guides, letters=letters, foot=foot, find=find, menu=menu, query=query)


def mixed_sites(later: Later) -> list[tuple[Family, Site2]]:
    """The sites with their families."""
    return [_transport(later), _culture(later), _justice(later), _finance(later), _housing(later), _forest(later)]


def _transport(later: Later) -> tuple[Family, Site2]:
    family = _mixed("before", "four", "table", "bar", "icon", "plain")
    site = make("jtj.luoxi.gov.cn", "洛溪市交通运输局", "洛溪市交通运输局", "8601000061", family, 31, _TITLES)
    stale(site, "reading", months(6, -1))
    plant_later(later, site, "stale_section", of(site, "reading"))
    of(site, "people").items = []
    of(site, "people").note = "<p>对不起，该栏目暂无信息！</p>"
    plant_later(later, site, "blank_section", of(site, "people"))
    letter(site, later, "5001", ago(99), fault=True)
    letter(site, later, "5002", ago(70), fault=False)
    lacking(site, later, family, "道路运输证配发", ("申请条件",), 联系电话="—")
    missing_identity(site, contact_missing="contact")
    return family, site


def _culture(later: Later) -> tuple[Family, Site2]:
    family = _mixed("inside", "numbered", "rows", "cells", "other host", "images", query=True)
    titles = _TITLES | {"dynamic": "文旅要闻", "letters": "局长信箱"}
    site = make("whlyj.luoxi.gov.cn", "洛溪市文化和旅游局", "洛溪市文化和旅游局", "8601000062", family, 32, titles)
    stale(site, "dynamic", ago(15))
    plant_later(later, site, "stale_section", of(site, "dynamic"))
    site.plant("home_not_updated")  # the notices are older still
    of(site, "people").items = []
    of(site, "people").note = "<p>近一年我局无人事任免事项。</p>"
    letter(site, later, "6001", ago(180), fault=True)
    lacking(site, later, family, "导游证核发", ("办理流程", "办理时间"))
    missing_identity(site, icp_missing="icp")
    site.home_extra = "<p><a href='/index.php?m=none'>旧站</a> <a href='javascript:history.back()'>返回</a></p>"
    site.plant("broken_link", "/index.php?m=none")
    return family, site


def _justice(later: Later) -> tuple[Family, Site2]:
    family = _mixed("lines", "inline", "table", "copy", "value", "definition")
    site = make("sfj.luoxi.gov.cn", "洛溪市司法局", "洛溪市司法局", "8601000063", family, 33, _TITLES)
    of(site, "policy").children = []
    child(site, "policy", "gz", "政府规章", series(months(6), 4, 40, "本市"))
    late = child(site, "policy", "gfx", "规范性文件", series(months(6, -3), 4, 40, "本市"))
    plant_later(later, site, "stale_section", late)
    empty = child(site, "policy", "fz", "废止文件")
    plant_later(later, site, "blank_section", empty)
    letter(site, later, "7001", ago(93), fault=True)
    lacking(site, later, family, "法律援助申请", (), 办理地点="待补充", 办理流程="/")
    site.search = False
    site.plant("search_missing")
    of(site, "notice").items[
        1
    ].body = "<p><a href='/upload/a.ofd'>附件1.ofd</a> <a href='/upload/b.rar'>附件2</a> <a href='/upload/c.wps'>附件3</a></p>"
    site.replies["/upload/b.rar"] = file_reply()
    site.plant("attachment_broken", "/upload/a.ofd")
    site.plant("attachment_broken", "/upload/c.wps")
    return family, site


def _finance(later: Later) -> tuple[Family, Site2]:
    family = _mixed("media", "numbered", "rows", "bar", "icon", "plain", query=True)
    titles = _TITLES | {"budget": "预决算公开", "figures": "统计数据", "duties": "单位简介"}
    site = make("czj.luoxi.gov.cn", "洛溪市财政局", "洛溪市财政局", "8601000064", family, 34, titles)
    stale(site, "budget", months(12, -2))
    plant_later(later, site, "stale_section", of(site, "budget"))
    stale(site, "figures", months(12))
    of(site, "reading").items = []
    of(site, "reading").note = "<div class='none'>没有符合条件的记录</div>"
    plant_later(later, site, "blank_section", of(site, "reading"))
    letter(site, later, "8001", ago(360), fault=True)
    letter(site, later, "8002", ago(380), fault=False)
    letter(site, later, "8003", ago(150), fault=False, title="。。。。", text="，，，，")
    missing_identity(site, fault_report_entry_missing="fault_entry", sponsor_missing="sponsor")
    site.replies.pop("/zc.html", None)
    return family, site


def _housing(later: Later) -> tuple[Family, Site2]:
    family = _mixed("register", "four", "table", "cells", "other host", "definition")
    titles = _TITLES | {"plan": "规划计划", "talk": "在线访谈"}
    site = make(
        "zjj.luoxi.gov.cn", "洛溪市住房和城乡建设局", "洛溪市住房和城乡建设局", "8601000065", family, 35, titles
    )
    stale(site, "notice", months(6, -2))
    plant_later(later, site, "stale_section", of(site, "notice"))
    stale(site, "plan", months(12, -2))
    plant_later(later, site, "stale_section", of(site, "plan"))
    missing_identity(site, psb_missing="psb", party_gov_mark_missing="mark")
    lacking(site, later, family, "商品房预售许可", ("设定依据", "办理地点", "办理时间", "联系电话"))
    # Survey entries whose titles hold dates of their own.
    of(site, "survey").items = [Item("关于2026年11月1日至30日开展物业服务满意度调查的公告", months(12, -8))]
    plant_later(later, site, "stale_section", of(site, "survey"))
    return family, site


def _forest(later: Later) -> tuple[Family, Site2]:
    family = _mixed("paragraphs", "inline", "rows", "copy", "value", "images")
    titles = {k: v for k, v in _TITLES.items() if k not in {"letters", "guides"}}
    site = make("lcj.luoxi.gov.cn", "洛溪市林业和草原局", "洛溪市林业和草原局", "8601000066", family, 36, titles)
    site.sections.append(
        Section("jb", "举报信箱", kind="page", note="纪检监察举报请拨打12388。", column_type="咨询投诉")
    )
    site.plant("no_message_channel")
    site.plant("no_service")
    for section in (of(site, "dynamic"), of(site, "notice"), of(site, "policy"), of(site, "reading")):
        for item in section.items:
            item.day = min(item.day, ago(16))
    plant_later(later, site, "stale_section", of(site, "dynamic"))
    site.plant("home_not_updated")
    site.footer.code = "8601000099"
    site.plant("site_code_mismatch")
    site.home_extra = "<marquee>热烈庆祝2026年11月19日全市林业工作会议召开</marquee><img src='/pic/none.jpg'>"
    site.plant("broken_link", "/pic/none.jpg")
    site.replies["/favicon.ico"] = Reply(status=404)
    return family, site
