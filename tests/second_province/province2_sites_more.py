"""The other half: families 4 to 8, and sites that do not open as they should."""
# ruff: noqa: E501 - lines of HTML and of Chinese text read best unbroken

from province2_model import Item, Letter, Reply, Section, Site2, months
from province2_new import CardFamily, DrupalFamily
from province2_old import AspFamily, FramesFamily
from province2_plans import (
    ALL_META,
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
    without_meta,
)
from province2_static import UcapFamily

UCAP, FRAMES, ASP, DRUPAL, CARD = UcapFamily(), FramesFamily(), AspFamily(), DrupalFamily(), CardFamily()
_FULL = {
    "dynamic": "工作动态",
    "notice": "通知公告",
    "policy": "政策文件",
    "reading": "政策解读",
    "plan": "规划计划",
    "figures": "统计数据",
    "budget": "财政预决算",
    "guides": "办事服务",
    "letters": "咨询投诉",
    "survey": "征集调查",
    "duties": "机构职能",
}


def luming(later: Later) -> Site2:
    """County portal: year windows, a scripted section, cards of letters."""
    titles = _FULL | {"dynamic": "鹿鸣要闻", "letters": "县长信箱", "survey": "意见征集", "figures": "统计公报"}
    site = make("www.luming.gov.cn", "鹿鸣县人民政府", "鹿鸣县人民政府办公室", "8601210001", UCAP, 7, titles)
    stale(site, "figures", months(12, -1))
    plant_later(later, site, "stale_section", of(site, "figures"))
    stale(site, "survey", months(12, -100))
    plant_later(later, site, "stale_section", of(site, "survey"))
    stale(site, "budget", months(12))
    of(site, "plan").scripted = True
    letter(site, later, "LM1101", ago(100), fault=True)
    letter(site, later, "LM1102", ago(300), fault=True)
    letter(site, later, "LM1103", ago(91), fault=False)
    report = Section(
        "jjjb", "纪检举报", kind="letters", letters=[Letter("J1", "举报线索", ago(200), None)], column_type="咨询投诉"
    )
    site.sections.append(report)
    lacking(site, later, UCAP, "养老机构备案", ("办理流程",))
    lacking(site, later, UCAP, "林木采伐许可证核发", ("设定依据", "申请条件", "办理地点", "办理时间", "办理流程"))
    site.home_extra = "<div class='yq'><select onchange='window.open(this.value)'><option value='http://dead.luoxi-tour.cn/x'>友情</option></select></div>"
    return site


def planning(later: Later) -> Site2:
    """Bureau whose home page fails for a tenth of the visits; meta tags with empty contents."""
    titles = {
        "dynamic": "规划动态",
        "notice": "公告公示",
        "policy": "政策文件",
        "guides": "办事指南",
        "letters": "在线咨询",
        "duties": "机构职能",
    }
    site = make("zrzy.luming.gov.cn", "鹿鸣县自然资源局", "鹿鸣县自然资源局", "8601210045", UCAP, 8, titles)
    site.failing_visits = frozenset({15, 20, 25, 30})
    site.plant("home_unavailable")
    without_meta(site, "SiteName", "ContentSource", "ColumnType")
    missing_identity(site, sponsor_missing="sponsor")
    of(site, "policy").items = []
    of(site, "policy").note = "<p>栏目建设中，敬请期待</p>"
    plant_later(later, site, "blank_section", of(site, "policy"))
    return site


def party_history(later: Later) -> Site2:
    """Frames of 2005 in GBK: nothing of the meta tags, no mark, a guest book."""
    titles = {
        "dynamic": "工作动态",
        "notice": "通知公告",
        "policy": "政策法规",
        "guides": "办事指南",
        "letters": "留言板",
        "duties": "机构简介",
    }
    site = make("www.lcda.gov.cn", "临川县民政信息网", "临川县民政局", "8601220019", FRAMES, 9, titles, encoding="gbk")
    for page_type, tags in ALL_META.items():
        for tag in tags:
            site.meta_off.add(tag)
            site.plant("meta_missing", page_type, tag=tag, page_type=page_type)
    missing_identity(site, party_gov_mark_missing="mark", psb_missing="psb")
    letter(site, later, "311", ago(140), fault=True)
    letter(site, later, "312", ago(20), fault=False)
    lacking(site, later, FRAMES, "结婚登记", ("办理时间", "联系电话"))
    site.home_extra = "<A HREF='lost/index.asp'>老版</A><A HREF='main.htm#a'>锚点</A><IMG SRC=images/lost.gif><A HREF='images/word.doc'>表格下载</A>"
    site.plant("broken_link", "/lost/index.asp")
    site.plant("broken_link", "/images/lost.gif")
    site.plant("attachment_broken", "/images/word.doc")
    return site


def commerce(later: Later) -> Site2:
    """GB2312 tables with the footer in an iframe: a wrong code, no services, a loop of redirects."""
    titles = {
        "dynamic": "商务动态",
        "notice": "通知公告",
        "policy": "政策法规",
        "reading": "政策解读",
        "people": "人事任免",
        "letters": "业务咨询",
        "duties": "机构职能",
    }
    site = make("swj.lcx.gov.cn", "临川县商务局", "临川县商务局", "8601220033", ASP, 10, titles, encoding="gb2312")
    site.footer.code = "8601220034"
    site.plant("site_code_mismatch")
    site.plant("no_service")
    stale(site, "notice", months(6, -1))
    plant_later(later, site, "stale_section", of(site, "notice"))
    letter(site, later, "903", ago(110), fault=True)
    site.home_extra = "<a href='/Article/loop1.html'>循环</a><a href='/Article/none.html'>不存在</a><!--<a href='/c/x.html'>注释</a>-->"
    site.replies["/Article/loop1.html"] = Reply(status=302, location="/Article/loop1.html")
    site.plant("broken_link", "/Article/loop1.html")
    site.plant("broken_link", "/Article/none.html")
    return site


def ministry(later: Later) -> Site2:
    """A ministry with a bm code: an empty view, interviews of last year."""
    titles = _FULL | {"dynamic": "要闻", "talk": "在线访谈", "letters": "我要咨询", "figures": "数据发布"}
    site = make("www.mwr2.gov.cn", "国家水文信息局", "国家水文信息局", "bm99000001", DRUPAL, 11, titles)
    stale(site, "talk", months(12, -30))
    plant_later(later, site, "stale_section", of(site, "talk"))
    of(site, "plan").items = []
    plant_later(later, site, "blank_section", of(site, "plan"))
    letter(site, later, "Q5501", ago(200), fault=True)
    lacking(site, later, DRUPAL, "水文站设立审批", (), 设定依据="", 联系电话="-")
    of(site, "notice").items[
        0
    ].body = "<p><a href='/sites/default/files/2026-11/a.pdf'>附件</a><a href='/sites/default/files/b.pdf'>附件</a></p>"
    site.replies["/sites/default/files/b.pdf"] = file_reply()
    site.plant("attachment_broken", "/sites/default/files/2026-11/a.pdf")
    return site


def newcity(later: Later) -> Site2:
    """Responsive site: a code of twelve digits, an empty list that says 暂无数据, late budgets."""
    titles = _FULL | {"second_dynamic": "区域动态", "letters": "写信咨询", "duties": "部门简介"}
    site = make("www.xinqu.gov.cn", "洛溪新区管理委员会", "洛溪新区管理委员会", "8601130001", CARD, 12, titles)
    site.footer.code = "860113000144"
    site.plant("site_code_mismatch")
    stale(site, "budget", months(12, -3))
    plant_later(later, site, "stale_section", of(site, "budget"))
    of(site, "reading").items = []
    plant_later(later, site, "blank_section", of(site, "reading"))
    letter(site, later, "X900", ago(95), fault=True)
    lacking(site, later, CARD, "建筑垃圾处置核准", ("申请条件", "办理材料"))
    child(site, "policy", "gfxwj", "行政规范性文件", [Item("关于废止部分规范性文件的决定", months(6, -2))])
    plant_later(later, site, "stale_section", site.find("gfxwj"))
    site.home_extra = "<a href='/contents/lost.html'>专题</a><img src='//img.luoxi-cdn.cn/none.png'>"
    site.plant("broken_link", "/contents/lost.html")
    site.plant("broken_link", "http://img.luoxi-cdn.cn/none.png")
    return site


def clean(_: Later) -> Site2:
    """A site with nothing wrong, answering slowly, one failed visit in forty."""
    titles = _FULL | {"letters": "主任信箱", "talk": "在线访谈", "people": "人事信息"}
    site = make("fgw.xinqu.gov.cn", "洛溪新区发展改革局", "洛溪新区发展改革局", "8601130014", CARD, 13, titles)
    site.failing_visits = frozenset({22})
    site.home_extra = "<a href='/slow'>年报</a><a href='http://busy.luoxi-tour.cn/'>平台</a><a href='/legacy'>旧址</a>"
    site.replies["/slow"] = Reply(
        "<title>年报</title><p>政府网站工作年度报表</p>".encode(), content_type="text/html; charset=utf-8", delay_s=0.7
    )
    site.replies["/legacy"] = Reply(status=302, location="http://www.luoxi.gov.cn/")
    child(site, "plan", "zxgh", "专项规划", [Item("“十四五”能源发展专项规划", months(12))])
    return site


_CHALLENGE = """<html><head><script>var _0x1=["wzws"];function c(){document.cookie="wzws_cid="+_0x1[0];
location.href="/WZWSREL"+btoa(location.pathname);}setTimeout(c,10);</script></head><body><noscript>请开启JavaScript并刷新该页.</noscript></body></html>"""


def odd_sites() -> list[Site2]:
    """Challenge page, 403, 412 and a server that never answers."""
    answers = {
        "tjj": Reply(_CHALLENGE.encode()),
        "sjj": Reply(b"<html><title>403 Forbidden</title></html>", 403),
        "scjg": Reply(
            b"<html><head><meta content='x'><script>$_ts=window['$_ts'];</script></head><body></body></html>", 412
        ),
        "lyj": Reply(drop=True),
    }
    sites = []
    for number, (name, reply) in enumerate(answers.items()):
        unit = f"临川县第{number + 1}局"
        site = make(f"{name}.lcx.gov.cn", unit, unit, f"860122005{number}", CARD, 20 + number, {})
        site.replies["/"] = reply
        site.plant("home_unavailable" if reply.drop else "blocked")
        sites.append(site)
    return sites
