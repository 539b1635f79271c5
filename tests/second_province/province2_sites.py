"""The first half of the sites: portals and bureaus of families 1 to 3."""
# ruff: noqa: E501 - lines of HTML and of Chinese text read best unbroken

from province2_model import AS_OF, Item, Letter, Reply, Section, Site2, months
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
    without_meta,
)
from province2_static import ColArtFamily, VsbFamily
from province2_trs import TrsFamily

TRS, COL, VSB = TrsFamily(), ColArtFamily(), VsbFamily()


def luoxi(later: Later) -> Site2:
    """Portal: limits of all windows, second-level sections, links of every kind."""
    titles = {
        "dynamic": "政务要闻",
        "second_dynamic": "县区动态",
        "notice": "公示公告",
        "policy": "规范性文件",
        "reading": "政策解读",
        "people": "人事任免",
        "open": "法定主动公开内容",
        "guides": "办事指南",
        "letters": "市长信箱",
        "survey": "民意征集",
        "leaders": "市政府领导",
    }
    site = make("www.luoxi.gov.cn", "洛溪市人民政府", "洛溪市人民政府办公室", "8601000001", TRS, 1, titles)
    of(site, "open").kind = "entry"
    stale(site, "policy", months(6, -1))
    plant_later(later, site, "stale_section", of(site, "policy"))
    stale(site, "people", months(12))
    stale(site, "notice", months(6))
    blank = child(site, "open", "ghjh", "规划计划")
    plant_later(later, site, "blank_section", blank)
    child(site, "open", "czzj", "财政预决算", of(site, "reading").items[:0], "<p>经核查，本年度未产生此类信息。</p>")
    old = child(
        site,
        "open",
        "tjxx",
        "统计信息",
        [
            Item("2024年国民经济和社会发展统计公报", months(12, -1)),
            Item("2026年一季度经济运行情况预告及2026年11月安排", months(12, -40)),
        ],
    )
    plant_later(later, site, "stale_section", old)
    letter(site, later, "20260819", months(3, -1), fault=True)
    letter(site, later, "20260820", months(3), fault=False)
    letter(site, later, "20260301", ago(250), fault=False, title="测试", text="测试测试")
    letter(site, later, "20260302", ago(240), fault=False, title="关于公积金提取", status="办结")
    letter(site, later, "20250901", ago(430), fault=False)
    lacking(site, later, TRS, "临时占道许可", ("办理流程", "联系电话"))
    lacking(site, later, TRS, "取水许可审批", (), 办理地点="", 办理时间="暂无")
    without_meta(site, "ColumnType")
    # On the second page of a list, which only a script leads to.
    of(site, "dynamic").items[11].body = "<p>附件：<a href='/files/page2.doc'>名单.doc</a></p>"
    site.plant("attachment_broken", "/files/page2.doc")
    site.home_extra = """<div class="link"><a href="/zwgk/lost/t20200101_1.html">旧版规划</a>
<a href="/zwgk/error.html">数据专栏</a><a href="http://dead.luoxi-tour.cn/">旅游网</a><a href="http://gone.luoxi-tour.cn/a.html">特产</a>
<a href="/zwgk/moved.html">新地址</a><a href="/zwgk/round.html">回环</a><a href="/zwgk/denied.html">内部</a><a href="http://busy.luoxi-tour.cn/">繁忙</a>
<a href="#top">返回顶部</a><a href="javascript:void(0)">收藏</a><a href="mailto:a@luoxi.gov.cn">邮箱</a><a href="tel:08786101345">电话</a>
<a href="/zwgk/slow.html">慢页面</a><img src="/images/lostbanner.jpg"><img data-src="/images/lazy.jpg" src="/images/logo.png">
<a href="http://www.gov.cn/">中国政府网</a><a href="/zwgk/p.html?a=1&amp;b=2">参数</a></div>"""
    plain = Reply(
        "<html><head><title>页</title></head><body><p>内容</p></body></html>".encode(),
        content_type="text/html; charset=utf-8",
    )
    site.replies |= {
        "/zwgk/error.html": Reply(b"error", 500),
        "/zwgk/moved.html": Reply(status=301, location="/zwgk/about.html"),
        "/zwgk/round.html": Reply(status=302, location="/zwgk/round2.html"),
        "/zwgk/round2.html": Reply(status=302, location="/zwgk/round.html"),
        "/zwgk/denied.html": Reply(b"denied", 403),
        "/zwgk/slow.html": Reply(plain.body, delay_s=0.6),
        "/zwgk/p.html?a=1&b=2": plain,
    }
    for path in ("/zwgk/lost/t20200101_1.html", "/zwgk/error.html", "/zwgk/round.html", "/images/lostbanner.jpg"):
        site.plant("broken_link", path)
    site.plant("broken_link", "http://dead.luoxi-tour.cn/")
    site.plant("broken_link", "http://gone.luoxi-tour.cn/a.html")
    return site


def water(later: Later) -> Site2:
    """Bureau: only a petition channel, attachments, an unavailable home page at exactly 5 %."""
    titles = {
        "dynamic": "水务动态",
        "notice": "通知公告",
        "policy": "政策文件",
        "plan": "规划计划",
        "guides": "服务事项",
        "duties": "机构职能",
    }
    site = make("swj.luoxi.gov.cn", "洛溪市水务局", "洛溪市水务局", "8601000012", TRS, 2, titles)
    site.sections.append(
        Section(
            "wsxf",
            "网上信访",
            kind="letters",
            letters=[Letter("889", "信访事项", ago(200), None)],
            column_type="咨询投诉",
        )
    )
    site.plant("no_message_channel")
    missing_identity(site, site_code_missing="code", psb_missing="psb", fault_report_entry_missing="fault_entry")
    without_meta(site, "SiteIDCode")
    site.failing_visits = frozenset({20, 30})
    site.plant("home_unavailable")
    first, second = of(site, "notice").items[:2]
    first.body = """<p>请下载附件：<a href="/files/form1.doc">申请表.doc</a> <a href="./P02026.pdf">公告.pdf</a>
<a href="/files/ok.xls">汇总表</a> <a href="/files/locked.docx">内部表</a> <a href="/files/中文 附件.doc">附件2</a></p>"""
    second.body = "<p>见<a href='/files/form1.doc'>申请表</a>，另见<a href='/files/wrong.zip'>压缩包</a></p>"
    site.replies |= {
        "/files/ok.xls": file_reply(),
        "/files/locked.docx": Reply(b"", 403),
        "/files/%E4%B8%AD%E6%96%87%20%E9%99%84%E4%BB%B6.doc": file_reply(),
        "/files/wrong.zip": Reply(b"", 500),
    }
    site.plant("attachment_broken", "/files/form1.doc")
    site.plant("attachment_broken", "/files/wrong.zip")
    later.append(lambda: site.plant("attachment_broken", first.path.rsplit("/", 1)[0] + "/P02026.pdf"))
    return site


def education(later: Later) -> Site2:
    """Bureau: entries in a script data store, home page exactly on its limit."""
    titles = {
        "dynamic": "教育动态",
        "notice": "通知公告",
        "policy": "政策法规",
        "reading": "政策解读",
        "budget": "预算决算",
        "figures": "统计数据",
        "guides": "办事服务",
        "letters": "局长信箱",
        "leaders": "领导之窗",
    }
    site = make("jyj.luoxi.gov.cn", "洛溪市教育体育局", "洛溪市教育体育局", "8601000023", COL, 3, titles)
    of(site, "policy").scripted = True
    stale(site, "dynamic", ago(15))
    plant_later(later, site, "stale_section", of(site, "dynamic"))
    stale(site, "notice", ago(14))
    missing_identity(site, contact_missing="contact")
    site.plant("sponsor_missing")  # this family prints 版权所有 only, which names no sponsoring body (主办单位)
    lacking(site, later, COL, "民办学校设立审批", (), 办理材料="——", 办理地点="待补充", 联系电话="暂无")
    lacking(site, later, COL, "教师资格认定", ("设定依据", "申请条件", "办理时间", "联系电话"))
    letter(site, later, "77120", ago(120), fault=True)
    letter(site, later, "77121", ago(60), fault=False)
    # Survey and talk have their own lists, whose open entries are no messages.
    site.sections.append(
        Section(
            "zxft", "在线访谈", items=[Item("校园安全怎么抓？市教体局局长在线答疑", ago(100))], column_type="在线访谈"
        )
    )
    site.home_extra = "<a href='/col/col9999/index.html'>旧栏目</a><a href='\\col\\col1100\\index.html'>动态</a>"
    site.plant("broken_link", "/col/col9999/index.html")
    return site


def health(later: Later) -> Site2:
    """Bureau: lists without dates; articles print them, except in one section."""
    titles = {
        "dynamic": "卫健动态",
        "notice": "公告公示",
        "policy": "政策文件",
        "people": "人事信息",
        "plan": "发展规划",
        "guides": "办事指南",
        "letters": "互动交流",
        "duties": "机构设置",
    }
    site = make("wjw.luming.gov.cn", "鹿鸣县卫生健康局", "鹿鸣县卫生健康局", "8601210034", COL, 4, titles)
    for section in site.sections:
        for item in section.items:
            item.listed = False
    stale(site, "people", ago(20), undated=True)
    for number, item in enumerate(of(site, "people").items):
        item.path = f"/rsxx/view.do?id={100 + number}"  # no date in the address either
    plant_later(later, site, "stale_section", of(site, "people"))
    without_meta(site, "PubDate", "ArticleTitle")
    site.plant("sponsor_missing")  # 版权所有 only
    site.search = False
    site.plant("search_missing")
    missing_identity(site, icp_missing="icp")
    return site


def yunling(later: Later) -> Site2:
    """District portal whose home page stands still, with a date in the header and in titles."""
    titles = {
        "dynamic": "工作动态",
        "notice": "通知公告",
        "policy": "政策文件",
        "reading": "政策解读",
        "plan": "规划计划",
        "guides": "办事指南",
        "letters": "咨询投诉",
        "survey": "网上调查",
        "duties": "机构职能",
    }
    site = make("www.yunling.gov.cn", "云岭区人民政府", "云岭区人民政府办公室", "8601110001", VSB, 5, titles)
    stale(site, "dynamic", ago(21))
    plant_later(later, site, "stale_section", of(site, "dynamic"))
    site.plant("home_not_updated")
    of(site, "notice").items[0].title = "关于2026年11月18日部分片区停水的通知"
    site.home_extra = "<div>今天是2026年11月20日 星期五</div><div>天气预报 2026-11-20 晴</div>"
    of(site, "reading").items = []
    plant_later(later, site, "blank_section", of(site, "reading"))
    of(site, "survey").items = []
    of(site, "survey").note = "本栏目近一年内未开展调查活动，特此说明。"
    child(site, "dynamic", "bmdt", "部门动态", of(site, "notice").items[:0])
    plant_later(later, site, "blank_section", site.find("bmdt"))
    letter(site, later, "YL2026031", ago(150), fault=True)
    letter(site, later, "YL2026032", ago(150), fault=False, title="1111", text="asdfgh")
    lacking(site, later, VSB, "食品经营许可", ("办理地点",))
    without_meta(site, "ColumnType", "ColumnDescription")
    return site


def archives(_: Later) -> Site2:
    """Bureau of class B: no services needed; the mark is missing, everything else is in order."""
    titles = {
        "dynamic": "图片新闻",
        "notice": "通知公告",
        "policy": "政策法规",
        "letters": "网上咨询",
        "duties": "单位概况",
    }
    site = make("daj.yunling.gov.cn", "云岭区档案局", "云岭区档案局", "8601110026", VSB, 6, titles, site_class="B")
    missing_identity(site, party_gov_mark_missing="mark")
    topic = Section(
        "xsdsy",
        "主题教育专题",
        items=[Item("主题教育动员会召开", ago(800))],
        note="<p>本专题已结束，内容归档供查阅。</p>",
    )
    site.sections.append(topic)
    return site


assert AS_OF.year == 2026
