"""Family 1: a city portal of a TRS-like system. Relative addresses, pager written by script, letters as an IGI-like table."""
# ruff: noqa: ARG002, E501 - page templates: all families share one signature, and HTML reads best unbroken

from typing import ClassVar

from province2_family import Family, paragraphs
from province2_model import Guide, Item, Letter, Section, Site2

DETAIL = {
    "设定依据": "法律依据",
    "申请条件": "受理条件",
    "办理材料": "申报材料",
    "办理地点": "受理地点",
    "办理时间": "办公时间",
    "联系电话": "咨询电话",
    "办理流程": "办事流程",
}


class TrsFamily(Family):
    """``/zwgk/tzgg/index_1.html``, ``t20261118_123.html``."""

    labels: ClassVar[dict[str, str]] = DETAIL

    def section_path(self, section: Section, number: int) -> str:
        return f"/zwgk/{section.key}/"

    def page_path(self, section: Section, page: int) -> str:
        return section.path if page == 0 else f"{section.path}index_{page}.html"

    def item_path(self, section: Section, item: Item, number: int) -> str:
        return f"{section.path}{item.day:%Y%m}/t{item.day:%Y%m%d}_{4000 + number}.html"

    def letter_path(self, section: Section, letter: Letter, number: int) -> str:
        return f"/igs/front/mail/detail.html?mailId={letter.no}"

    def guide_path(self, section: Section, number: int) -> str:
        return f"{section.path}sx/{7000 + number}.html"

    def _page(self, site: Site2, title: str, head: str, main: str) -> str:
        menu = "".join(f'<li><a href="{s.path}" target="_self">{s.title}</a></li>' for s in site.sections if s.menu)
        find = (
            '<div class="ss"><input type="text" id="searchword" value="请输入关键词" class="inp">'
            '<a href="javascript:void(0)" onclick="dosearch()" class="btn">搜索</a></div>'
            '<script>function dosearch(){window.open("/igs/front/search.jhtml?searchWord="+encodeURI('
            'document.getElementById("searchword").value));}</script>'
        )
        return f"""<!DOCTYPE html>
<html><head>{head}<title>{title}</title>
<!-- <link href="/old/gone.css"><a href="/old/removed.html">旧版</a> -->
<script>var base = "/zwgk/notexist/"; var tpl = '<a href="/js/never.html">x</a>';</script></head>
<body><div class="header"><a href="/"><img src="/images/logo.png" alt="{site.name}"></a>
<span id="today">2026年11月20日 星期五</span>{find if site.search else ""}</div>
<div class="navbox"><ul class="menu"><li class="on"><a href="/">首页</a></li>{menu}</ul></div>
{main}
{self._footer(site)}</body></html>"""

    def _footer(self, site: Site2) -> str:
        foot = site.footer
        lines = [f"<p>主办单位：{foot.sponsor}&nbsp;&nbsp;承办单位：市大数据服务中心</p>" if foot.sponsor else ""]
        lines.append(f"<p>联系电话：{foot.contact}（仅受理网站建设维护相关事宜）</p>" if foot.contact else "")
        lines.append(f"<span>网站标识码：{foot.code}</span>" if foot.code else "")
        lines.append(f'<a href="http://beian.miit.gov.cn/">{foot.icp}</a>' if foot.icp else "")
        lines.append(
            f'<a href="http://www.beian.gov.cn/portal/registerSystemInfo"><img src="/images/gongan.png">{foot.psb}</a>'
            if foot.psb
            else ""
        )
        mark = (
            "<script>document.write(unescape(\"%3Cspan id='_ideConac' %3E%3C/span%3E%3Cscript "
            "src='http://dcs.conac.cn/js/25/371/0000/60446881/CA253710000604468810001.js' "
            "type='text/javascript'%3E%3C/script%3E\"));</script>"
        )
        fault = '<span id="_span_jiucuo"></span><script src="http://zfwzgl.www.gov.cn/exposure/jiucuo.js"></script>'
        return f"""<div class="foot"><p><a href="/zwgk/about.html">关于我们</a>|<a href="/zwgk/sitemap.html">网站地图</a></p>
{"".join(lines)}{mark if foot.mark else ""}{fault if foot.fault_entry else ""}</div>"""

    def extra_pages(self, site: Site2) -> dict[str, str]:
        return {
            f"/zwgk/{name}.html": self._page(
                site, title, self.metas(site), f'<div class="wzcon"><h1>{title}</h1><p>{site.name}{title}。</p></div>'
            )
            for name, title in (("about", "关于我们"), ("sitemap", "网站地图"))
        }

    def write_paths(self, site: Site2) -> list[str]:
        return ["/igs/front/mail/write.html"]

    def search_page(self, site: Site2) -> tuple[str, str]:
        return "/igs/front/search.jhtml", self._page(site, "站内检索", self.metas(site), "<p>请输入关键词</p>")

    def home(self, site: Site2) -> str:
        blocks = []
        for section in site.all_sections():
            if section.kind != "list" or section.scripted or not section.items:
                continue
            rows = "".join(
                f'<li><a href="{i.path}" title="{i.title}">{i.title[:14]}…</a>'
                f"{f'<i>{i.day:%m-%d}</i>' if i.listed else ''}</li>"
                for i in section.items[:6]
            )
            blocks.append(
                f'<div class="box"><div class="tit"><h3>{section.title}</h3><a class="gd" href="{section.path}">更多&gt;&gt;</a>'
                f'</div><ul class="lst">{rows}</ul></div>'
            )
        return self._page(site, f"{site.name}", self.metas(site), "".join(blocks) + site.home_extra)

    def _where(self, section: Section) -> str:
        up = section.parent
        middle = f'<a href="{up.path}" class="CurrChnlCls">{up.title}</a>&nbsp;&gt;&nbsp;' if up else ""
        return (
            '<div class="wz">当前位置：<a href="/" class="CurrChnlCls">首页</a>&nbsp;&gt;&nbsp;'
            f'{middle}<a href="{section.path}" class="CurrChnlCls">{section.title}</a></div>'
        )

    def listing(self, site: Site2, section: Section, items: list[Item], page: int, pages: int) -> str:
        left = "".join(f'<li><a href="{child.path}">{child.title}</a></li>' for child in section.children)
        rows = "".join(
            f'<li><a href=".{i.path.removeprefix(section.path.rstrip("/"))}" target="_blank">{i.title}</a>'
            f"{f'<span>{i.day:%Y-%m-%d}</span>' if i.listed else ''}</li>"
            for i in items
        )
        main = (
            f'{self._where(section)}<div class="lefter"><ul>{left}</ul></div>'
            f'<div class="righter"><h2>{section.title}</h2>{section.note}<ul class="doc_list">{rows}</ul>'
            f'<div class="page"><script>createPageHTML({pages}, {page}, "index", "html");</script></div></div>'
        )
        return self._page(site, f"{section.title}-{site.name}", self.metas(site, section), main)

    def article(self, site: Site2, section: Section, item: Item) -> str:
        when = f"<span>发布时间：{item.day:%Y-%m-%d} 09:20</span>" if item.printed else ""
        main = (
            f'{self._where(section)}<div class="wzcon"><h1>{item.title}</h1><div class="sx">{when}'
            f"<span>来源：{site.unit}</span><span>【字体：大 中 小】</span></div>"
            f'<div class="TRS_Editor">{paragraphs(item)}</div></div>'
        )
        return self._page(site, item.title, self.metas(site, section, item), main)

    def text_page(self, site: Site2, section: Section) -> str:
        main = (
            f'{self._where(section)}<div class="wzcon"><h1>{section.title}</h1><p>{section.note or site.name}'
            "负责贯彻执行国家有关法律法规，拟订并组织实施发展规划，承担统筹协调和监督管理职责，办理上级交办的其他事项。</p></div>"
        )
        return self._page(site, section.title, self.metas(site, section), main)

    def letters(self, site: Site2, section: Section) -> str:
        rows = "".join(
            f'<tr><td>{one.no}</td><td><a href="{one.path}">{one.title}</a></td><td>{one.asked:%Y-%m-%d}</td>'
            f"<td>{one.status or ('办结' if one.replied else '办理中')}</td>"
            f"<td>{f'{one.replied:%Y-%m-%d}' if one.replied else '--'}</td></tr>"
            for one in section.letters
        )
        main = (
            f'{self._where(section)}<div class="write"><a href="/igs/front/mail/write.html">我要写信</a></div>'
            '<table class="mail"><tr><th>信件编号</th><th>信件标题</th><th>来信时间</th><th>信件状态</th>'
            f"<th>答复时间</th></tr>{rows}</table>"
        )
        return self._page(site, section.title, self.metas(site, section), main)

    def letter(self, site: Site2, section: Section, letter: Letter) -> str:
        answer = (
            f"<tr><th>答复单位</th><td>{site.unit}</td></tr><tr><th>答复时间</th><td>{letter.replied:%Y-%m-%d} 10:12</td>"
            "</tr><tr><th>答复内容</th><td>您好，来信收悉，现将有关情况答复如下：已安排专人处理。</td></tr>"
            if letter.replied
            else "<tr><th>答复内容</th><td></td></tr>"
        )
        main = (
            f'{self._where(section)}<table class="maild"><tr><th>信件编号</th><td>{letter.no}</td></tr>'
            f"<tr><th>信件标题</th><td>{letter.title}</td></tr><tr><th>来信人</th><td>李**</td></tr>"
            f"<tr><th>来信时间</th><td>{letter.asked:%Y-%m-%d} 16:40</td></tr>"
            f"<tr><th>来信内容</th><td>{letter.text}</td></tr>{answer}</table>"
        )
        return self._page(site, letter.title, self.metas(site, section), main)

    def guides(self, site: Site2, section: Section) -> str:
        rows = "".join(f'<li><a href="{one.path}">{one.title}</a></li>' for one in section.guides)
        main = (
            f'{self._where(section)}<div class="righter"><h2>{section.title}</h2><ul class="sxlist">{rows}</ul></div>'
        )
        return self._page(site, section.title, self.metas(site, section), main)

    def guide(self, site: Site2, section: Section, guide: Guide) -> str:
        rows = "".join(f"<tr><td class='l'>{label}</td><td>{text}</td></tr>" for label, text in guide.fields.items())
        main = (
            f'{self._where(section)}<div class="bszn"><h1>{guide.title}</h1><table class="gt">'
            f"<tr><td class='l'>事项名称</td><td>{guide.title}</td></tr>{rows}"
            "<tr><td class='l'>收费标准</td><td>不收费</td></tr></table></div>"
        )
        return self._page(site, guide.title, self.metas(site, section), main)
