"""A family that mixes styles: each site picks its way of lists, letters, guides, footers, menus and searches."""
# ruff: noqa: ARG002, ARG005, E501 - page templates: all styles share one signature, and HTML reads best unbroken

from collections.abc import Callable
from typing import ClassVar

from province2_family import paragraphs
from province2_model import Guide, Item, Letter, Section, Site2
from province2_skin import SkinFamily

GUIDE_LABELS = {
    "设定依据": "设定依据",
    "申请条件": "申请条件",
    "办理材料": "申请材料",
    "办理地点": "办公地址",
    "办理时间": "工作时间",
    "联系电话": "咨询电话",
    "办理流程": "办理流程",
}

Row = Callable[[int, Item], str]


def _when(item: Item, form: str) -> str:
    return f"{item.day:{form}}" if item.listed else ""


LISTS: dict[str, tuple[str, Row, str]] = {
    "before": (
        "<ul class='xw'>",
        lambda n, i: f"<li><em>{_when(i, '%Y-%m-%d')}</em><a href='{i.path}'>{i.title}</a></li>",
        "</ul>",
    ),
    "inside": (
        "<ul>",
        lambda n, i: f"<li><a href='{i.path}'><span class='d'>{_when(i, '%Y-%m-%d')}</span>{i.title}</a></li>",
        "</ul>",
    ),
    "lines": (
        "<div class='zw'>",
        lambda n, i: f"·<a href='{i.path}'>{i.title}</a>&nbsp;&nbsp;{_when(i, '%Y/%m/%d')}<br>",
        "</div>",
    ),
    "paragraphs": (
        "<div>",
        lambda n, i: f"<p>※ <a href='{i.path}' title='{i.title}'>{i.title[:12]}...</a>（{_when(i, '%Y-%m-%d')}）</p>",
        "</div>",
    ),
    "media": (
        "<div class='feed'>",
        lambda n, i: (
            f"<div class='media'><div class='pic'><a href='{i.path}'><img src='/images/logo.png'></a></div><div class='bd'><h3><a href='{i.path}'>{i.title}</a>"
            f"</h3><p class='sum'>根据2025年3月5日会议精神，现将有关情况公布如下，请遵照执行。</p><p class='tm'>发布于 {_when(i, '%Y-%m-%d')} 09:00</p></div></div>"
        ),
        "</div>",
    ),
    "register": (
        "<table><thead><tr><td>序号</td><td>标题</td><td>文号</td><td>成文日期</td><td>发布日期</td></tr></thead>",
        lambda n, i: (
            f"<tr><td>{n + 1}</td><td><a href='{i.path}'>{i.title}</a></td><td>洛政发〔2024〕{n + 1}号</td><td>2024-01-0{n % 9 + 1}</td><td>{_when(i, '%Y-%m-%d')}</td></tr>"
        ),
        "</table>",
    ),
}


class MixedFamily(SkinFamily):
    """``/list/12.html``, ``/detail/12_3.html`` or query addresses, styled by its options."""

    labels: ClassVar[dict[str, str]] = GUIDE_LABELS
    page_size = 12

    def __init__(
        self, *, rows: str, guides: str, letters: str, foot: str, find: str, menu: str, query: bool = False
    ) -> None:
        self.rows, self.guide_style, self.letter_style = rows, guides, letters
        self.foot_style, self.find_style, self.menu_style, self.query = foot, find, menu, query

    def section_path(self, section: Section, number: int) -> str:
        return f"/index.php?m=list&cid={number + 10}" if self.query else f"/list/{number + 10}.html"

    def page_path(self, section: Section, page: int) -> str:
        if page == 0:
            return section.path
        return f"{section.path}&p={page + 1}" if self.query else section.path.replace(".html", f"-{page + 1}.html")

    def item_path(self, section: Section, item: Item, number: int) -> str:
        column = "".join(filter(str.isdigit, section.path))
        return f"/index.php?m=show&id={column}{number:03}" if self.query else f"/detail/{column}_{number}.html"

    def guide_path(self, section: Section, number: int) -> str:
        return f"/index.php?m=guide&id={number + 1}" if self.query else f"/guide/{number + 1}.html"

    def letter_path(self, section: Section, letter: Letter, number: int) -> str:
        return f"/index.php?m=mail&id={letter.no}" if self.query else f"/mail/{letter.no}.html"

    def write_paths(self, site: Site2) -> list[str]:
        return ["/mail/add.html"]

    def _menu(self, site: Site2) -> str:
        shown = [s for s in site.sections if s.menu]
        if self.menu_style == "images":
            return "".join(f"<a href='{s.path}'><img src='/images/logo.png' alt='{s.title}'></a>" for s in shown)
        if self.menu_style == "definition":
            return (
                "<dl class='dh'>"
                + "".join(f"<dd><a href='{s.path}' title='{s.title}'>{s.title}</a></dd>" for s in shown)
                + "</dl>"
            )
        return "<p>" + " | ".join(f"<a href='{s.path}'>{s.title}</a>" for s in shown) + "</p>"

    def _find(self) -> str:
        return {
            "icon": "<a href='/search.html' class='ico'>站内搜索</a>",
            "other host": "<form action='http://so.luoxi-cloud.cn/s' target='_blank'><input name='wd'><input type='submit' value='搜索'></form>",
            "value": "<div><input type='text' class='txt' value='请输入关键字' onfocus='clr(this)'><img src='/images/logo.png' onclick='tosearch()' alt='搜索'></div>",
        }[self.find_style]

    def _foot(self, site: Site2) -> str:
        foot = site.footer
        mark = "<script type='text/javascript' src='//dcs.conac.cn/js/25/000/CA25.js'></script>" if foot.mark else ""
        fault = "<a href='/zc.html'>我为政府网站找错</a>" if foot.fault_entry else ""
        if self.foot_style == "bar":
            bits = [
                f"主办：{foot.sponsor}" if foot.sponsor else "",
                "承办：数字中心",
                f"网站标识码 {foot.code}" if foot.code else "",
                foot.icp,
            ]
            bits += [
                foot.psb.replace("备 ", "备") if foot.psb else "",
                f"Email：{foot.contact}" if foot.contact else "",
            ]
            return f"<div id='dibu'>{' | '.join(b for b in bits if b)} {mark}{fault}</div>"
        if self.foot_style == "cells":
            rows = [
                ("主办单位", foot.sponsor),
                ("备案序号", foot.icp),
                ("政府网站标识码", foot.code),
                ("公安备案", foot.psb),
                ("联系电话", foot.contact),
            ]
            cells = "".join(f"<tr><td>{name}：</td><td>{text}</td></tr>" for name, text in rows if text)
            return f"<table class='db'>{cells}</table>{mark}{fault}"
        parts = [
            f"<span>{foot.sponsor}　主办</span>" if foot.sponsor else "",
            f"<span>ICP备案编号：{foot.icp}</span>" if foot.icp else "",
        ]
        parts += [
            f"<span>标识码:{foot.code}</span>" if foot.code else "",
            f"<span>{foot.psb}</span>" if foot.psb else "",
        ]
        parts += [f"<span>联系地址：人民路1号 邮政编码：675000 值班电话：{foot.contact}</span>" if foot.contact else ""]
        return f"<div class='copyright'>{''.join(parts)}{mark}{fault}</div>"

    def shell(self, site: Site2, title: str, head: str, main: str) -> str:
        return f"""<!doctype html><html><head>{head}<title>{title}</title></head><body><div class="hd"><h1><a href="/">{site.name}</a></h1>
{self._find() if site.search else ""}</div><div class="daohang">{self._menu(site)}</div><div class="main">{main}</div>{self._foot(site)}</body></html>"""

    def extra_pages(self, site: Site2) -> dict[str, str]:
        form = "<form action='/zc' method='post'>网址<input name='url'>内容<textarea name='c'></textarea><input type='submit'></form>"
        return {"/zc.html": self.shell(site, "我为政府网站找错", self.metas(site), form)}

    def where(self, section: Section) -> str:
        up = f"<a href='{section.parent.path}'>{section.parent.title}</a> » " if section.parent else ""
        return f"<div class='loc'>当前位置：<a href='/'>网站首页</a> » {up}{section.title}</div>"

    def _list(self, items: list[Item]) -> str:
        opening, row, closing = LISTS[self.rows]
        return opening + "".join(row(number, item) for number, item in enumerate(items)) + closing

    def home_main(self, site: Site2) -> str:
        return "".join(
            f"<div class='lm{n}'><h2>{s.title}</h2><a href='{s.path}'>+MORE</a>{self._list(s.items[:5])}</div>"
            for n, s in enumerate(self.listed(site))
        )

    def list_main(self, section: Section, items: list[Item], page: int, pages: int) -> str:
        kids = "".join(f"<li><a href='{c.path}'>{c.title}</a></li>" for c in section.children)
        siblings = section.parent.children if section.parent else []
        kids += "".join(f"<li><a href='{c.path}'>{c.title}</a></li>" for c in siblings)
        body = self._list(items) if items else ""
        links = " ".join(f"<a href='{self.page_path(section, n)}'>{n + 1}</a>" for n in range(pages))
        return (
            f"<div class='zc'><ul>{kids}</ul></div><div class='yc'><h2>{section.title}</h2>{section.note}{body}</div>"
            + (f"<div class='fy'>共{pages}页 {links}</div>" if pages > 1 else "")
        )

    def article_main(self, site: Site2, item: Item) -> str:
        when = f"　时间：{item.day:%Y-%m-%d %H:%M}" if item.printed else ""
        return (
            f"<h2 class='t'>{item.title}</h2><div class='info'>信息来源：{site.unit}{when}　阅读：<span>31</span>次</div>"
            f"<div class='nr'>{paragraphs(item)}<p>{item.day.year - 1}年1月2日</p></div><p>上一篇：<a href='/'>返回</a></p>"
        )

    def letters_main(self, site: Site2, section: Section) -> str:
        if self.letter_style == "rows":
            rows = "".join(
                f"<li><a href='{m.path}'>{m.title}</a><span>[{m.asked:%Y-%m-%d}]</span><b>{'[已回复]' if m.replied else '[待回复]'}</b></li>"
                for m in section.letters
            )
            return f"<a href='/mail/add.html'>我要写信</a><ul class='mails'>{rows}</ul>"
        rows = "".join(
            f"<tr><td>{m.no}</td><td><a href='{m.path}'>{m.title}</a></td><td>{site.unit}</td><td>{m.asked:%Y/%m/%d %H:%M:%S}</td>"
            f"<td>{'已处理' if m.replied else '未处理'}</td></tr>"
            for m in section.letters
        )
        head = "<tr><th>序列号</th><th>主题</th><th>受理部门</th><th>写信时间</th><th>处理状态</th></tr>"
        return f"<a href='/mail/add.html'>我要写信</a><table>{head}{rows}</table>"

    def letter_main(self, site: Site2, letter: Letter) -> str:
        asked = f"{letter.asked.year}年{letter.asked.month}月{letter.asked.day}日"
        if self.letter_style == "rows":
            reply = (
                f"<li>回复时间：{letter.replied:%Y-%m-%d}</li><li>回复内容：您好！已责成有关科室办理。</li>"
                if letter.replied
                else "<li>回复内容：暂无回复</li>"
            )
            return f"<ul class='mail'><li>信件编号：{letter.no}</li><li>来信主题：{letter.title}</li><li>来信时间：{asked}</li><li>来信内容：{letter.text}</li>{reply}</ul>"
        reply = (
            f"<div class='hf'><h4>处理结果</h4><p>来信人您好，您反映的问题已核实处理。</p><p>{site.unit}　处理时间：{letter.replied:%Y-%m-%d}</p></div>"
            if letter.replied
            else ""
        )
        return (
            f"<div class='lx'><h4>主题</h4><p>{letter.title}</p><h4>序列号</h4><p>{letter.no}</p><h4>写信时间</h4><p>{asked}</p>"
            f"<h4>来信内容</h4><p>{letter.text}</p></div>{reply}"
        )

    def guides_main(self, section: Section) -> str:
        return (
            "<ol class='sx'>"
            + "".join(
                f"<li><a href='{g.path}'>{g.title}</a> <a href='/mail/add.html'>[在线咨询]</a></li>"
                for g in section.guides
            )
            + "</ol>"
        )

    def guide_main(self, guide: Guide) -> str:
        pairs = list(guide.fields.items())
        if self.guide_style == "four":
            cells = [
                f"<th>{a}</th><td>{b}</td>" for a, b in [("事项名称", guide.title), *pairs, ("办件类型", "承诺件")]
            ]
            rows = "".join(f"<tr>{''.join(cells[n : n + 2])}</tr>" for n in range(0, len(cells), 2))
            return f"<h2>{guide.title}</h2><table class='sx'>{rows}</table>"
        if self.guide_style == "numbered":
            names = "一二三四五六七八九"
            rows = "".join(f"<p>{names[n]}、{a}</p><p>　　{b}</p>" for n, (a, b) in enumerate(pairs))
            return f"<h2>{guide.title}</h2><div class='nr'>{rows}</div>"
        rows = "".join(f"<li><span class='lab'>{a}：</span><span class='val'>{b}</span></li>" for a, b in pairs)
        return f"<div class='zt'>{guide.title}</div><ul class='zn'>{rows}</ul>"

    def search_page(self, site: Site2) -> tuple[str, str]:
        form = "<form action='/search.html'><input name='q'><input type='submit' value='搜索'></form>"
        return "/search.html", self.shell(site, "站内搜索", self.metas(site), form)
