"""Families 2 to 4: a col/art system, a VSB-like one, and a UCAP-like one with dl lists."""
# ruff: noqa: ARG002, E501 - page templates: all families share one signature, and HTML reads best unbroken

from typing import ClassVar

from province2_family import paragraphs
from province2_model import Guide, Item, Letter, Section, Site2
from province2_skin import SkinFamily


class ColArtFamily(SkinFamily):
    """``/col/col1101/index.html``: list entries stand in a script data store; text guides with h3 and p."""

    labels: ClassVar[dict[str, str]] = {
        "设定依据": "实施依据",
        "申请条件": "申办条件",
        "办理材料": "申请材料",
        "办理地点": "办理地点",
        "办理时间": "工作时间",
        "联系电话": "联系方式",
        "办理流程": "办理程序",
    }

    def section_path(self, section: Section, number: int) -> str:
        return f"/col/col{1100 + number}/index.html"

    def page_path(self, section: Section, page: int) -> str:
        return section.path if page == 0 else f"{section.path}?uid=5512&pageNum={page + 1}"

    def item_path(self, section: Section, item: Item, number: int) -> str:
        column = section.path.split("col")[-1].split("/")[0]
        return f"/art/{item.day.year}/{item.day.month}/{item.day.day}/art_{column}_{30000 + number}.html"

    def guide_path(self, section: Section, number: int) -> str:
        return f"/art/2024/5/6/art_bszn_{number}.html"

    def shell(self, site: Site2, title: str, head: str, main: str) -> str:
        cells = "".join(f'<td><a class="dh" href="{s.path}">{s.title}</a></td>' for s in site.sections if s.menu)
        find = (
            '<form name="searchForm" action="/jrobot/search.do" method="get"><input name="webid" type="hidden" value="2">'
            '<input name="q" type="text"><input type="image" src="/images/logo.png"></form>'
        )
        foot = site.footer
        bits = [
            f"版权所有：{foot.sponsor}" if foot.sponsor else "",
            f"联系电话：{foot.contact}" if foot.contact else "",
            f"<a href='http://beian.miit.gov.cn'>{foot.icp}</a>" if foot.icp else "",
            f"网站标识码:{foot.code}" if foot.code else "",
            f"<a href='http://www.beian.gov.cn/'>{foot.psb}</a>" if foot.psb else "",
        ]
        mark = (
            "<a href='http://bszs.conac.cn/sitename?method=show'><img src='/images/ideconac.png'></a>"
            if foot.mark
            else ""
        )
        fault = "<a href='http://zfwzgl.www.gov.cn/exposure/jiucuo.html'><img src='/images/jiucuo.png'></a>"
        return f"""<html><head>{head}<title>{title}</title></head><body>
<table width="1000" align="center"><tr><td>{find if site.search else ""}</td></tr></table>
<table class="daohang"><tr><td><a href="/">网站首页</a></td>{cells}</tr></table>
{main}<table class="bottom"><tr><td>{mark}</td><td>{"<br>".join(b for b in bits if b)}</td>
<td>{fault if foot.fault_entry else ""}</td></tr></table></body></html>"""

    def where(self, section: Section) -> str:
        up = f"&gt;&gt;<a href='{section.parent.path}'>{section.parent.title}</a>" if section.parent else ""
        return f"<table><tr><td>您现在的位置：<a href='/'>首页</a>{up}&gt;&gt;<a href='{section.path}'>{section.title}</a></td></tr></table>"

    def _row(self, item: Item) -> str:
        when = f"[{item.day:%Y-%m-%d}]" if item.listed else ""
        return f"<tr><td>·<a href='{item.path}' title='{item.title}'>{item.title}</a></td><td class='bt_time'>{when}</td></tr>"

    def home_main(self, site: Site2) -> str:
        return "".join(
            f"<table class='lm'><tr><td class='lmbt'>{s.title}</td><td><a href='{s.path}'>more</a></td></tr></table>"
            f"<table>{''.join(self._row(i) for i in s.items[:5])}</table>"
            for s in self.listed(site)
        )

    def list_main(self, section: Section, items: list[Item], page: int, pages: int) -> str:
        kids = "".join(f"<tr><td><a href='{c.path}'>{c.title}</a></td></tr>" for c in section.children)
        if section.scripted:
            rows = "".join(f"<record><![CDATA[<table>{self._row(i)}</table>]]></record>" for i in items)
            body = (
                '<div id="5512"><script type="text/xml"><datastore><nextgroup></nextgroup><recordset>'
                f"{rows}</recordset></datastore></script></div><script src='/script/jpage.js'></script>"
            )
        else:
            body = f"<table class='list'>{''.join(self._row(i) for i in items)}</table>"
        links = "".join(f"<a href='{self.page_path(section, n)}'>{n + 1}</a>" for n in range(pages))
        return (
            f"<table class='zuo'>{kids}</table>{section.note}{body}<div class='pg'>{links if pages > 1 else ''}</div>"
        )

    def article_main(self, site: Site2, item: Item) -> str:
        when = f"发布日期：{item.day:%Y-%m-%d %H:%M}" if item.printed else ""
        return (
            f"<table class='art'><tr><td class='title'>{item.title}</td></tr><tr><td>{when} 信息来源：{site.unit} 浏览次数：</td>"
            f"</tr><tr><td><div id='zoom'>{paragraphs(item)}</div></td></tr></table>"
        )

    def letters_main(self, site: Site2, section: Section) -> str:
        rows = "".join(
            f"<tr><td><a href='{one.path}'>{one.title}</a></td><td>{one.asked:%Y-%m-%d}</td>"
            f"<td>{'已回复' if one.replied else '未回复'}</td></tr>"
            for one in section.letters
        )
        return f"<a href='/jact/write.do'>我要留言</a><table><tr><td>主题</td><td>留言日期</td><td>状态</td></tr>{rows}</table>"

    def letter_path(self, section: Section, letter: Letter, number: int) -> str:
        return f"/jact/front/mailpubdetail.do?transactId={letter.no}&sysid=7"

    def letter_main(self, site: Site2, letter: Letter) -> str:
        reply = (
            f"<p>回复时间：{letter.replied:%Y-%m-%d}</p><p>回复内容：感谢您的关心，已转业务科室办理。</p>"
            if letter.replied
            else ""
        )
        return (
            f"<h2>{letter.title}</h2><p>查询编号：{letter.no}</p><p>留言时间：{letter.asked:%Y-%m-%d}</p>"
            f"<p>留言内容：{letter.text}</p>{reply}"
        )

    def guides_main(self, section: Section) -> str:
        rows = "".join(f"<tr><td><a href='{g.path}'>{g.title}</a></td></tr>" for g in section.guides)
        return f"<table class='fw'>{rows}</table>"

    def guide_main(self, guide: Guide) -> str:
        parts = "".join(f"<h3>{label}</h3><p>{text}</p>" for label, text in guide.fields.items())
        return f"<h1>{guide.title}</h1><div id='zoom'>{parts}<h3>收费标准及依据</h3><p>不收费。</p></div>"

    def write_paths(self, site: Site2) -> list[str]:
        return ["/jact/write.do"]

    def search_page(self, site: Site2) -> tuple[str, str]:
        return "/jrobot/search.do", self.shell(site, "搜索", self.metas(site), "<p>搜索</p>")


class VsbFamily(SkinFamily):
    """``/tzgg.htm``, ``/info/1011/2301.htm``; dates with slashes; guides behind tabs; a select box as pager."""

    labels: ClassVar[dict[str, str]] = {
        "设定依据": "设立依据",
        "申请条件": "办理条件",
        "办理材料": "所需材料",
        "办理地点": "办理地址",
        "办理时间": "办理时间",
        "联系电话": "咨询方式",
        "办理流程": "办理流程",
    }

    def section_path(self, section: Section, number: int) -> str:
        return f"/{section.key}.htm"

    def page_path(self, section: Section, page: int) -> str:
        return section.path if page == 0 else f"/{section.key}/{page}.htm"

    def item_path(self, section: Section, item: Item, number: int) -> str:
        return f"/info/{1000 + sum(map(ord, section.key)) % 900}/{2300 + number}.htm"

    def guide_path(self, section: Section, number: int) -> str:
        return f"/bszn/{3300 + number}.htm"

    def letter_path(self, section: Section, letter: Letter, number: int) -> str:
        return ""

    def shell(self, site: Site2, title: str, head: str, main: str) -> str:
        menu = "".join(
            f"<div class='nav-item'><a href='{s.path}'><span>{s.title}</span></a><div class='sub'>"
            + "".join(f"<a href='{c.path}'>{c.title}</a>" for c in s.children)
            + "</div></div>"
            for s in site.sections
            if s.menu
        )
        foot = site.footer
        find = (
            "<form method='post' action='/search.jsp?wbtreeid=1001' id='au1a'><input type='hidden' name='lucenenewssearchkey'>"
            "<input name='showkeycode' placeholder='请输入内容'><input type='submit' value=''></form>"
        )
        return f"""<!DOCTYPE html><HTML><HEAD>{head}<TITLE>{title}</TITLE></HEAD><BODY>
<div class="top">{find if site.search else ""}</div><div class="nav"><div class="nav-item"><a href="/">首页</a></div>{menu}</div>
{main}<div class="footer"><ul>
{f"<li>主办：{foot.sponsor}</li>" if foot.sponsor else ""}{f"<li>地址：建设路6号　邮编：675000　电话：{foot.contact}</li>" if foot.contact else ""}
{f"<li>备案号：{foot.icp}</li>" if foot.icp else ""}{f"<li>政府网站标识码 {foot.code}</li>" if foot.code else ""}
{f"<li>{foot.psb}</li>" if foot.psb else ""}</ul>
{"<img vsbhref='vsb' src='/images/ideconac.png' alt='党政机关'>" if foot.mark else ""}
{"<a href='http://zfwzgl.www.gov.cn/exposure/jiucuo.html?site_code=" + foot.code + "' title='我为政府网站找错'><img src='/images/jiucuo.png'></a>" if foot.fault_entry else ""}
</div></BODY></HTML>"""

    def where(self, section: Section) -> str:
        up = f"» <a href='{section.parent.path}'>{section.parent.title}</a> " if section.parent else ""
        return f"<div class='weizhi'>当前位置: <a href='/'>首页</a> {up}» <a href='{section.path}'>{section.title}</a> » 正文</div>"

    def _row(self, number: int, item: Item) -> str:
        when = f"<span class='timestyle5'>{item.day:%Y/%m/%d}</span>" if item.listed else ""
        return (
            f"<tr id='line_u8_{number}'><td><span class='leaderfont'>·</span></td><td><a class='c5' href='{item.path}'>"
            f"{item.title}</a></td><td>{when}</td></tr>"
        )

    def home_main(self, site: Site2) -> str:
        return "".join(
            f"<div class='block'><div class='bt'><a href='{s.path}'>{s.title}</a></div><table class='winstyle'>"
            f"{''.join(self._row(n, i) for n, i in enumerate(s.items[:6]))}</table></div>"
            for s in self.listed(site)
        )

    def list_main(self, section: Section, items: list[Item], page: int, pages: int) -> str:
        if not section.items and not section.children:
            return f"<table class='winstyle1038'><tr><td>{section.note or '尚无资料'}</td></tr><tr><td>共0条 0/0</td></tr></table>"
        rows = "".join(self._row(n, i) for n, i in enumerate(items))
        options = "".join(f"<option value='{self.page_path(section, n)}'>{n + 1}</option>" for n in range(pages))
        onward = f"<a href='{self.page_path(section, page + 1)}' class='Next'>下页</a>" if page + 1 < pages else "下页"
        return (
            f"<h2>{section.title}</h2>{section.note}<table class='winstyle1038'>{rows}</table><div>共{len(section.items)}条 "
            f"{page + 1}/{pages} 首页 上页 {onward} 尾页 转到<select onchange='location=this.value'>{options}</select></div>"
        )

    def article_main(self, site: Site2, item: Item) -> str:
        when = f"{item.day:%Y年%m月%d日} 10:05" if item.printed else ""
        return (
            f"<form name='_newscontent_fromname'><div class='biaoti'>{item.title}</div><div class='fbt'>{when}　{site.unit} 　点击：[<span>"
            f"</span>]</div><div id='vsb_content'>{paragraphs(item)}</div></form>"
        )

    def letters_main(self, site: Site2, section: Section) -> str:
        blocks = "".join(
            f"<div class='wd'><div class='wen'><b>编号：{one.no}</b> <b>主题：{one.title}</b><p>{one.text}</p>"
            f"<i>提问时间：{one.asked:%Y-%m-%d %H:%M}</i></div>"
            + (
                f"<div class='da'><p>回复：您好，您反映的问题已办理完毕，感谢支持。</p><i>回复时间：{one.replied:%Y-%m-%d %H:%M}</i></div>"
                if one.replied
                else "<div class='da'></div>"
            )
            + "</div>"
            for one in section.letters
        )
        return (
            "<form action='/system/resource/gbook/addmsg.jsp' method='post'><input name='title'><textarea name='content'>"
            f"</textarea><input type='submit' value='提交留言'></form>{blocks}"
        )

    def guides_main(self, section: Section) -> str:
        return "<ul class='zn'>" + "".join(f"<li><a href='{g.path}'>{g.title}</a>" for g in section.guides) + "</ul>"

    def guide_main(self, guide: Guide) -> str:
        heads = "".join(f"<li>{label}</li>" for label in guide.fields)
        panes = "".join(f"<div class='con'>{text}</div>" for text in guide.fields.values())
        return f"<h1 class='zt'>{guide.title}</h1><ul class='tabs'>{heads}</ul><div class='cons'>{panes}</div>"

    def search_page(self, site: Site2) -> tuple[str, str]:
        return "/search.jsp", self.shell(site, "搜索", self.metas(site), "")


class UcapFamily(SkinFamily):
    """``/tzgg/list.shtml``, ``content_88001.shtml``; dl lists with 年月日, guides as dl, letters as cards."""

    labels: ClassVar[dict[str, str]] = VsbFamily.labels | {
        "设定依据": "设定依据",
        "联系电话": "咨询电话",
        "办理流程": "办理流程图",
    }
    page_size = 7

    def section_path(self, section: Section, number: int) -> str:
        return f"/{section.key}/list.shtml"

    def page_path(self, section: Section, page: int) -> str:
        return section.path if page == 0 else f"/{section.key}/list_{page + 1}.shtml"

    def item_path(self, section: Section, item: Item, number: int) -> str:
        return f"/{section.key}/{item.day:%Y-%m}/{item.day:%d}/content_{88000 + number}.shtml"

    def guide_path(self, section: Section, number: int) -> str:
        return f"/{section.key}/item_{number}.shtml"

    def letter_path(self, section: Section, letter: Letter, number: int) -> str:
        return f"/{section.key}/letter_{letter.no}.shtml"

    def shell(self, site: Site2, title: str, head: str, main: str) -> str:
        menu = "".join(f'<a href="{s.path}">{s.title}</a>' for s in site.sections if s.menu)
        foot = site.footer
        find = '<div class="so"><form action="/search/index.shtml"><input name="wd" placeholder="搜索"/><button>搜</button></form></div>'
        contact = (
            f'<p>办公时间：9:00-17:00　联系我们：<a href="mailto:{foot.contact}">{foot.contact}</a></p>'
            if foot.contact
            else ""
        )
        return f"""<!DOCTYPE html><html lang="zh-CN"><head>{head}<title>{title}</title>
<meta name="viewport" content="width=device-width"></head><body>
<header>{find if site.search else ""}<nav class="bar"><a href="/">首 页</a>{menu}</nav></header>
<main>{main}</main><footer><p>{f"{foot.sponsor}主办" if foot.sponsor else ""} <a href="http://beian.miit.gov.cn">{foot.icp}</a></p>
<p><a href="http://www.beian.gov.cn/portal/">{foot.psb}</a> {f"标识码：{foot.code}" if foot.code else ""}</p>{contact}
{'<span id="_ideConac"><a href="http://bszs.conac.cn/sitename?method=show&id=08"><img alt="党政机关" src="/images/ideconac.png"></a></span>' if foot.mark else ""}
{'<a class="jc" href="http://zfwzgl.www.gov.cn/exposure/jiucuo.html?site_code=x"><img alt="找错" src="/images/jiucuo.png"></a>' if foot.fault_entry else ""}
</footer></body></html>"""

    def where(self, section: Section) -> str:
        up = f"<a href='{section.parent.path}'>{section.parent.title}</a>" if section.parent else ""
        return f"<div class='crumb'><a href='/'>首页</a>{up}<a href='{section.path}'>{section.title}</a></div>"

    def _row(self, item: Item) -> str:
        when = f"<dd>{item.day.year}年{item.day.month}月{item.day.day}日</dd>" if item.listed else ""
        return f"<dl><dt><a href='{item.path}' target='_blank'>{item.title}</a></dt>{when}</dl>"

    def home_main(self, site: Site2) -> str:
        return "".join(
            f"<section class='m'><h2><a href='{s.path}'>{s.title}</a></h2>{''.join(self._row(i) for i in s.items[:5])}</section>"
            for s in self.listed(site)
        )

    def list_main(self, section: Section, items: list[Item], page: int, pages: int) -> str:
        if section.scripted:
            return "<div id='app'><ul><li v-for='x in rows'>{{x.title}}</li></ul></div><script src='/static/app.js'></script>"
        kids = "".join(f"<li><a href='{c.path}'>{c.title}</a></li>" for c in section.children)
        more = f"<a href='list_{page + 2}.shtml'>下一页</a>" if page + 1 < pages else ""
        return (
            f"<aside><ul>{kids}</ul></aside><article class='lb'><h1>{section.title}</h1>{section.note}"
            f"{''.join(self._row(i) for i in items)}<div class='fy'>{more}</div></article>"
        )

    def article_main(self, site: Site2, item: Item) -> str:
        when = f"<span>日期：{item.day:%Y-%m-%d} 08:30:00</span>" if item.printed else ""
        return f"<article><h1>{item.title}</h1><p class='info'><span>来源：{site.unit}</span>{when}</p>{paragraphs(item)}</article>"

    def letters_main(self, site: Site2, section: Section) -> str:
        cards = "".join(
            f"<div class='card'><a href='{one.path}'><h4>{one.title}</h4></a><p>写信时间：{one.asked:%Y-%m-%d}</p>"
            f"<p>状态：<em>{'已办结' if one.replied else '受理中'}</em></p></div>"
            for one in section.letters
        )
        return f"<h1>{section.title}</h1><a class='btn' href='/{section.key}/write.shtml'>我要写信</a>{cards}"

    def letter_main(self, site: Site2, letter: Letter) -> str:
        reply = (
            f"<dl><dt>回复时间</dt><dd>{letter.replied:%Y-%m-%d}</dd><dt>回复内容</dt><dd>您好，您的来信已收到，现答复如下，请知悉。</dd></dl>"
            if letter.replied
            else ""
        )
        return (
            f"<dl class='xj'><dt>信件编号</dt><dd>{letter.no}</dd><dt>信件标题</dt><dd>{letter.title}</dd>"
            f"<dt>写信时间</dt><dd>{letter.asked:%Y-%m-%d}</dd><dt>信件内容</dt><dd>{letter.text}</dd></dl>{reply}"
        )

    def guides_main(self, section: Section) -> str:
        return (
            "<div class='fw'>" + "".join(f"<p><a href='{g.path}'>{g.title}</a></p>" for g in section.guides) + "</div>"
        )

    def guide_main(self, guide: Guide) -> str:
        parts = "".join(f"<dt>{label}：</dt><dd>{text}</dd>" for label, text in guide.fields.items())
        return f"<h1>{guide.title}</h1><dl class='zn'>{parts}</dl>"

    def write_paths(self, site: Site2) -> list[str]:
        return [f"/{s.key}/write.shtml" for s in site.sections if s.kind == "letters"]

    def search_page(self, site: Site2) -> tuple[str, str]:
        return "/search/index.shtml", self.shell(site, "搜索", self.metas(site), "")
