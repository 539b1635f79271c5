"""Who is in the province and which site gets which fault: the plan, as data."""

from third_model import TEMPLATES, Site

SITES = 24
AREAS = ["青沅市", "石渡市", "鹭口市", "樟湾县", "云岫区", "平陇县", "浔溪区", "松坡县"]
OFFICES = ["水务局", "农牧局", "档案馆", "人力资源局", "市场监督管理局", "医疗保障局", "交通运输局", "林草局"]

LACKS = {
    "site_code_missing": (1, 6, 9, 13, 17, 22),
    "site_code_mismatch": (3, 8, 11, 15, 19, 20),
    "icp_missing": (0, 5, 10, 14, 18, 23),
    "psb_missing": (2, 7, 9, 12, 16, 21),
    "sponsor_missing": (4, 8, 13, 17, 19, 22),
    "contact_missing": (1, 5, 11, 15, 20, 23),
    "fault_report_entry_missing": (3, 6, 10, 14, 16, 21),
    "party_gov_mark_missing": (0, 2, 7, 12, 18, 19),
    "search_missing": (4, 9, 11, 16, 20, 22),
    "search_broken": (2, 5, 8, 13, 17, 23),
    "no_service": (3, 7, 10, 15, 18, 21),
    "no_message_channel": (1, 6, 12, 14, 19, 23),
    "home_not_updated": (5, 9, 13, 16, 20, 22),
}
NO_SERVICE_BY_RIGHT = (4, 16)
"""Class B: offers none and need not."""
STALE = {
    0: ("tzgg",), 1: ("gh", "rs"), 2: ("gzdt", "cz"), 3: ("jd",), 4: ("tj", "zj"), 6: ("ft", "zcwj"), 7: ("yw",),
    8: ("tzgg", "sj"), 10: ("gzdt", "zcwj"), 11: ("rs", "jd"), 12: ("tj",), 14: ("cz", "zj"), 15: ("gzdt",),
    17: ("tzgg", "gh"), 18: ("zcwj", "yw"), 19: ("jd", "ft"), 21: ("gzdt", "tj"), 23: ("rs",),
}  # fmt: skip
ON_LIMIT = {
    0: ("gzdt",),
    1: ("tzgg",),
    3: ("zcwj",),
    6: ("gh",),
    8: ("yw",),
    12: ("jd", "gzdt"),
    15: ("tj",),
    19: ("zj",),
}
BLANK = {
    0: ("rs",), 2: ("zj", "sj"), 4: ("gh",), 7: ("ft", "cz"), 9: ("tj",), 11: ("zj",), 13: ("rs", "gh"), 16: ("sj",),
    18: ("ft", "jd"), 20: ("cz",), 22: ("zj", "tj"), 23: ("gh",),
}  # fmt: skip
SCRIPTED = {3: ("tj", "rs"), 15: ("cz",), 7: ("gh",), 19: ("sj",), 12: ("rs",)}
"""Sections whose list is drawn by script: never blank, never overdue."""
FRAMED = {5: ("rs", "tj"), 17: ("cz",), 0: ("gh",), 10: ("rs",)}
"""Sections whose list stands in an inline frame."""
EXEMPT = {1: ("zj",), 5: ("ft",), 9: ("rs",), 12: ("sj",), 16: ("ft", "rs"), 20: ("zj",), 21: ("rs",)}
"""Sections that say in words that nothing happened."""
PINNED = {0: "zcwj", 2: "tzgg", 6: "tzgg", 8: "jd", 12: "gzdt", 18: "gzdt", 20: "tzgg"}
"""Sections whose oldest entry stands first, because it is pinned."""
UNANSWERED = {0: 2, 3: 1, 5: 1, 8: 2, 10: 1, 13: 2, 16: 1, 18: 2, 21: 1, 22: 1}
GUIDE_FAULTS = {
    0: (1, 3), 1: (2,), 2: (1, 5), 5: (4, 1), 8: (2,), 11: (1, 2),
    13: (6,), 14: (3,), 17: (1,), 19: (2, 1), 22: (5, 4), 23: (1,),
}  # fmt: skip
META = {
    0: ("home:SiteName", "section:ColumnType"), 1: ("article:PubDate", "article:ContentSource"),
    3: ("home:SiteDomain", "section:ColumnKeywords"), 5: ("article:ArticleTitle", "section:ColumnDescription"),
    8: ("section:SiteIDCode", "article:SiteName"), 10: ("home:SiteIDCode", "article:PubDate"),
    14: ("section:ColumnName", "article:SiteDomain"), 18: ("article:all:ContentSource", "section:ColumnType"),
    21: ("section:all:ColumnKeywords", "home:SiteDomain"),
}  # fmt: skip
BROKEN = {
    0: ("404", "image404", "ext404"), 1: ("500", "loop"), 3: ("410", "extreset", "lazyimage"), 5: ("404", "imagehome"),
    7: ("dead_redirect", "ext404", "soft404"), 9: ("404base", "500"),
    11: ("image404", "slow_never"), 13: ("404", "ext410"),
    15: ("spaced404", "ext500"), 17: ("image404", "404"), 19: ("soft404", "ext404"), 21: ("loop", "404", "area404"),
    23: ("404", "extreset"), 2: ("fragment404", "relative404"), 6: ("iframe404",), 8: ("padded404",),
}  # fmt: skip
FILES_BROKEN = {
    0: ("404",),
    2: ("500",),
    4: ("410", "404"),
    8: ("empty",),
    12: ("html",),
    17: ("404",),
    20: ("500", "html"),
}
PERSONAL = {
    0: ("id_table", "id_docx"), 2: ("mobile_list",), 4: ("id_text", "id_xlsx"),
    6: ("bank_table",), 8: ("id_15x", "mobile_xlsx"),
    10: ("id_pdf",), 13: ("id_spaced", "bank_docx"), 16: ("id_table", "mobile_list"),
    19: ("id_xlsx",), 11: ("mobile_pair",), 20: ("id_pair",), 22: ("id_text", "id_docx"),
}  # fmt: skip
DARK = {
    1: ("none",), 3: ("offscreen",), 6: ("zero", "visible_gambling"), 9: ("script",), 11: ("class",), 14: ("marquee",),
    17: ("colour", "opacity"), 20: ("parked", "iframe"), 22: ("indent", "visible_porn"), 23: ("none_article",),
    4: ("tiny",), 12: ("visibility",),
}  # fmt: skip
REPRINT = {2: 0, 7: 3, 9: 6, 12: 1, 15: 10, 18: 13, 20: 4, 23: 17}
"""Site: whose article it copies without saying so."""
BACKDATED = {0: 1, 4: 2, 7: 1, 11: 1, 14: 2, 18: 1, 21: 1}
DOWN = ("close", "503", "home404", "hang", "flaky", "loop")
BLOCKED = ("403", "412js", "200js", "429", "521js", "captcha")
NEAR_MISS = (4, 15)
REDIRECTED_HOME = {10: "302", 13: "refresh", 22: "script"}
SLOW = (2, 18)


def sites(shift: int = 0) -> list[Site]:
    """The roster: 24 sites with content, then those that are down or refuse.

    Another ``shift`` meets every fault with another family of templates.
    """
    made = []
    for index in range(SITES):
        area = AREAS[index % len(AREAS)]
        portal = index % 3 == 0
        office = OFFICES[(index * 5 + index // 8) % len(OFFICES)]
        kind = f"{area[-1]}人民政府"
        unit = f"{area}人民政府" if portal else f"{area}{office}"
        template, variant = TEMPLATES[(index + shift) % len(TEMPLATES)], index // len(TEMPLATES)
        made.append(
            Site(
                index=index,
                template=template,
                variant=variant,
                host=f"www.{_letters(index)}.gov.cn" if index % 4 else f"{_letters(index)}.lanbei.gov.cn",
                code=_code(index),
                name=f"{area}人民政府门户网站" if portal else f"{area}{office}网站",
                unit=f"{unit}办公室" if portal else unit,
                area=area,
                site_class="B" if index in NO_SERVICE_BY_RIGHT else "A",
                group=kind if portal else "部门",
                encoding={"asp": "gb18030", "caps": "gbk"}.get(template, "utf-8"),
            )
        )
    for order, down in enumerate(DOWN + BLOCKED):
        index = SITES + order
        area = AREAS[order % len(AREAS)]
        made.append(
            Site(
                index=index,
                template="trs",
                variant=0,
                host=f"{_letters(index)}.lanbei.gov.cn",
                code=_code(index),
                name=f"{area}{OFFICES[order % 8][:-1]}分中心网站",
                unit=f"{area}{OFFICES[order % 8][:-1]}分中心",
                area=area,
                site_class="A",
                group="部门",
                down=down if order < len(DOWN) else f"block:{down}",
            )
        )
    return made


def _letters(index: int) -> str:
    return "qysdlkzwyxplxxsp"[index % 8 * 2 : index % 8 * 2 + 2] + "abcdefghij"[index // 8] + "gwsh"[index % 4]


def _code(index: int) -> str:
    return f"97{index % 8 + 1:02d}00{index // 8 * 11 + 12:04d}"
