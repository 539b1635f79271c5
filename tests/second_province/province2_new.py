"""Families 7 and 8: a Drupal-like ministry, and a responsive site of 2024 with split dates and tabs."""
# ruff: noqa: ARG002, E501 - page templates: all families share one signature, and HTML reads best unbroken

from typing import ClassVar

from province2_family import paragraphs
from province2_model import Guide, Item, Letter, Section, Site2
from province2_skin import SkinFamily
from province2_static import ColArtFamily


class DrupalFamily(SkinFamily):
    """``/news?page=1``, ``/node/312``: views rows with ``time`` elements, breadcrumbs in an ol, guides as fields."""

    labels: ClassVar[dict[str, str]] = ColArtFamily.labels | {
        "设定依据": "设定依据",
        "联系电话": "咨询电话",
        "办理时间": "办公时间",
    }

    def section_path(self, section: Section, number: int) -> str:
        return f"/{section.key}"

    def page_path(self, section: Section, page: int) -> str:
        return section.path if page == 0 else f"{section.path}?page={page}"

    def item_path(self, section: Section, item: Item, number: int) -> str:
        return f"/node/{sum(map(ord, section.key)) * 7 + number}"

    def guide_path(self, section: Section, number: int) -> str:
        return f"/service/{number + 1}"

    def letter_path(self, section: Section, letter: Letter, number: int) -> str:
        return f"/question/{letter.no}"

    def shell(self, site: Site2, title: str, head: str, main: str) -> str:
        menu = "".join(
            f'<li class="menu-item"><a href="{s.path}">{s.title}</a>'
            + (
                "<ul>" + "".join(f'<li><a href="{c.path}">{c.title}</a></li>' for c in s.children) + "</ul>"
                if s.children
                else ""
            )
            + "</li>"
            for s in site.sections
            if s.menu
        )
        foot = site.footer
        find = '<form action="/search/node" method="get" role="search"><input type="search" name="keys" title="输入您想搜索的关键词。"><input type="submit" value="搜索"></form>'
        mark = '<a href="//bszs.conac.cn/sitename?method=show&amp;id=53"><img src="/images/ideconac.png" alt=""></a>'
        fault = '<a href="//zfwzgl.www.gov.cn/exposure/jiucuo.html?site_code=bm"><img src="/images/jiucuo.png" alt="政府网站找错"></a>'
        return f"""<!DOCTYPE html><html lang="zh-hans"><head>{head}<title>{title} | {site.name}</title></head><body class="html">
<header role="banner"><a href="/" rel="home">{site.name}</a>{find if site.search else ""}</header>
<nav role="navigation"><ul class="menu">{menu}</ul></nav><div id="content">{main}</div>
<footer role="contentinfo"><div class="region-footer">{f"<p>主办：{foot.sponsor}</p>" if foot.sponsor else ""}
{f"<p>地址：北京市西城区某某街1号　总机：{foot.contact}</p>" if foot.contact else ""}<p>{foot.icp}　{foot.psb}　{f"网站标识码{foot.code}" if foot.code else ""}</p>
{mark if foot.mark else ""}{fault if foot.fault_entry else ""}</div></footer></body></html>"""

    def where(self, section: Section) -> str:
        up = f'<li><a href="{section.parent.path}">{section.parent.title}</a></li>' if section.parent else ""
        return f'<nav class="breadcrumb"><ol><li><a href="/">首页</a> » </li>{up}<li><a href="{section.path}">{section.title}</a></li></ol></nav>'

    def _row(self, item: Item) -> str:
        when = f'<span class="views-field-created"><time datetime="{item.day:%Y-%m-%d}T08:00:00+08:00">{item.day:%Y/%m/%d} - 08:00</time></span>'
        return f'<div class="views-row"><span class="field-content"><a href="{item.path}">{item.title}</a></span>{when if item.listed else ""}</div>'

    def home_main(self, site: Site2) -> str:
        return "".join(
            f'<div class="block"><h2 class="block-title">{s.title}</h2><div class="view-content">{"".join(self._row(i) for i in s.items[:5])}</div>'
            f'<div class="more-link"><a href="{s.path}">查看更多</a></div></div>'
            for s in self.listed(site)
        )

    def list_main(self, section: Section, items: list[Item], page: int, pages: int) -> str:
        pager = "".join(f'<li class="pager__item"><a href="?page={n}">{n + 1}</a></li>' for n in range(pages))
        content = f'<div class="view-content">{"".join(self._row(i) for i in items)}</div>' if items else ""
        return f'<h1 class="page-title">{section.title}</h1><div class="view">{section.note}{content}</div>' + (
            f'<ul class="pager">{pager}</ul>' if pages > 1 else ""
        )

    def article_main(self, site: Site2, item: Item) -> str:
        when = (
            f'<div class="submitted"><time datetime="{item.day:%Y-%m-%d}T08:00:00+08:00">{item.day:%Y/%m/%d} - 08:00</time></div>'
            if item.printed
            else ""
        )
        return f'<article class="node"><h1 class="page-title">{item.title}</h1>{when}<div class="field--name-body">{paragraphs(item)}</div></article>'

    def letters_main(self, site: Site2, section: Section) -> str:
        rows = "".join(
            f'<tr><td><a href="{one.path}">{one.title}</a></td><td>{one.no}</td><td>{one.asked:%Y-%m-%d}</td>'
            f"<td>{f'{one.replied:%Y-%m-%d}' if one.replied else ''}</td></tr>"
            for one in section.letters
        )
        return (
            '<h1>咨询</h1><a href="/question/add">我要提问</a><table class="views-table"><thead><tr><th>问题</th><th>受理编号</th>'
            f"<th>提交时间</th><th>答复时间</th></tr></thead><tbody>{rows}</tbody></table>"
        )

    def letter_main(self, site: Site2, letter: Letter) -> str:
        reply = (
            f"<div class='field'><div class='field__label'>答复时间</div><div class='field__item'>{letter.replied:%Y-%m-%d}</div></div><div class='field'><div class='field__label'>答复内容</div><div class='field__item'>感谢您的提问，现答复如下。</div></div>"
            if letter.replied
            else ""
        )
        return (
            f"<h1>{letter.title}</h1><div class='field'><div class='field__label'>受理编号</div><div class='field__item'>{letter.no}</div></div>"
            f"<div class='field'><div class='field__label'>提交时间</div><div class='field__item'>{letter.asked:%Y-%m-%d}</div></div>"
            f"<div class='field'><div class='field__label'>问题内容</div><div class='field__item'>{letter.text}</div></div>{reply}"
        )

    def guides_main(self, section: Section) -> str:
        return (
            '<div class="view-content">'
            + "".join(f'<div class="views-row"><a href="{g.path}">{g.title}</a></div>' for g in section.guides)
            + "</div>"
        )

    def guide_main(self, guide: Guide) -> str:
        rows = "".join(
            f'<div class="field"><div class="field__label">{label}</div><div class="field__item">{text}</div></div>'
            for label, text in guide.fields.items()
        )
        return f'<article><h1 class="page-title">{guide.title}</h1>{rows}</article>'

    def write_paths(self, site: Site2) -> list[str]:
        return ["/question/add"]

    def extra_pages(self, site: Site2) -> dict[str, str]:
        return {
            f"{s.path}?page=0": self.listing(site, s, s.items[: self.page_size], 0, -(-len(s.items) // self.page_size))
            for s in site.all_sections()
            if len(s.items) > self.page_size
        }

    def search_page(self, site: Site2) -> tuple[str, str]:
        return "/search/node", self.shell(site, "搜索", self.metas(site), "")


class CardFamily(DrupalFamily):
    """``/channels/12/``: cards with a day over year and month, search by a button, guides in two-column grids."""

    labels: ClassVar[dict[str, str]] = ColArtFamily.labels | {
        "设定依据": "法定依据",
        "申请条件": "受理条件",
        "办理地点": "办理窗口",
        "联系电话": "咨询热线",
    }
    page_size = 10

    def section_path(self, section: Section, number: int) -> str:
        return f"/channels/{section.key}/"

    def page_path(self, section: Section, page: int) -> str:
        return section.path if page == 0 else f"{section.path}p{page + 1}/"

    def item_path(self, section: Section, item: Item, number: int) -> str:
        return f"/contents/{section.key}{number:04}.html"

    def guide_path(self, section: Section, number: int) -> str:
        return f"/items/{9100 + number}.html"

    def letter_path(self, section: Section, letter: Letter, number: int) -> str:
        return f"/letters/{letter.no}"

    def shell(self, site: Site2, title: str, head: str, main: str) -> str:
        page = super().shell(site, title, head, main)
        form = page[page.find("<form action") : page.find("</form>") + 7] if site.search else ""
        icon = "<div class='search-box'><input id='kw' placeholder='请输入搜索内容'><button onclick='goSearch()'>搜索</button></div>"
        page = page.replace(form, icon) if form else page
        return page.replace('<li class="menu-item">', '<li><i class="ico"></i>').replace("主办：", "主办单位 ")

    def where(self, section: Section) -> str:
        up = f"<a href='{section.parent.path}'>{section.parent.title}</a><i>/</i>" if section.parent else ""
        return (
            f"<div class='path'><span>所在位置</span><a href='/'>首页</a><i>/</i>{up}<span>{section.title}</span></div>"
        )

    def _row(self, item: Item) -> str:
        when = f"<div class='date'><b>{item.day:%d}</b><span>{item.day:%Y-%m}</span></div>" if item.listed else ""
        return f"<a class='card' href='{item.path}'>{when}<div class='info'><h4>{item.title}</h4><p>为贯彻落实有关部署，近日开展了相关工作……</p></div></a>"

    def home_main(self, site: Site2) -> str:
        heads = "".join(f"<li><a href='{s.path}'>{s.title}</a></li>" for s in self.listed(site))
        panes = "".join(
            f"<div class='tab-pane'{' style=display:none' if number else ''}>{''.join(self._row(i) for i in s.items[:4])}</div>"
            for number, s in enumerate(self.listed(site))
        )
        return f"<div class='tabs'><ul class='tab-hd'>{heads}</ul>{panes}</div>"

    def list_main(self, section: Section, items: list[Item], page: int, pages: int) -> str:
        kids = "".join(f"<a href='{c.path}' class='sub'>{c.title}</a>" for c in section.children)
        links = "".join(f"<a href='{self.page_path(section, n)}'>{n + 1}</a>" for n in range(pages))
        empty = "<div class='empty'><img src='/images/logo.png' alt=''><p>暂无数据</p></div>"
        content = "".join(self._row(i) for i in items) or ("" if section.children or section.note else empty)
        return f"<div class='side'>{kids}</div><div class='cards'>{section.note}{content}</div><div class='pagination'>{links if pages > 1 else ''}</div>"

    def article_main(self, site: Site2, item: Item) -> str:
        when = f"<span>{item.day:%Y-%m-%d %H:%M}</span>" if item.printed else ""
        return f"<div class='detail'><h1>{item.title}</h1><div class='meta'>{when}<span>{site.unit}</span></div><div class='body'>{paragraphs(item)}</div></div>"

    def letters_main(self, site: Site2, section: Section) -> str:
        rows = "".join(
            f"<li><a href='{one.path}'><strong>{one.title}</strong><span>{one.asked:%Y-%m-%d}</span>"
            f"<em class='tag'>{'已回复' if one.replied else '处理中'}</em></a></li>"
            for one in section.letters
        )
        return f"<a class='btn' href='/letters/new'>我要写信</a><ul class='letter-list'>{rows}</ul>"

    def letter_main(self, site: Site2, letter: Letter) -> str:
        reply = (
            f"<div class='a'><span>答复时间：{letter.replied:%Y-%m-%d}</span><p>您好，来信收悉，感谢关注。</p></div>"
            if letter.replied
            else "<div class='a'>处理中</div>"
        )
        return (
            f"<div class='letter'><h1>{letter.title}</h1><span>信件编号：{letter.no}</span><span>来信时间：{letter.asked:%Y-%m-%d}</span>"
            f"<p>{letter.text}</p>{reply}</div>"
        )

    def guides_main(self, section: Section) -> str:
        return (
            "<div class='grid'>"
            + "".join(
                f"<div class='cell'><a href='{g.path}'>{g.title}</a><a href='{g.path}'>办事指南</a></div>"
                for g in section.guides
            )
            + "</div>"
        )

    def guide_main(self, guide: Guide) -> str:
        rows = "".join(
            f"<div class='row'><div class='col-3'>{label}</div><div class='col-9'>{text}</div></div>"
            for label, text in guide.fields.items()
        )
        return f"<h1>{guide.title}</h1><div class='zn-grid'>{rows}</div>"

    def write_paths(self, site: Site2) -> list[str]:
        return ["/letters/new"]

    def extra_pages(self, site: Site2) -> dict[str, str]:
        return {}

    def search_page(self, site: Site2) -> tuple[str, str]:
        return "/search", self.shell(site, "搜索", self.metas(site), "")
