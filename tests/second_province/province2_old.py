"""Families 5 and 6: a frameset of 2005 in upper case, and an ASP table site whose footer is an iframe."""
# ruff: noqa: ARG002, E501 - page templates: all families share one signature, and HTML reads best unbroken

from typing import ClassVar

from province2_family import paragraphs
from province2_model import Guide, Item, Letter, Section, Site2
from province2_skin import SkinFamily
from province2_static import UcapFamily


class FramesFamily(SkinFamily):
    """``list.asp?classid=3``: frameset home, upper-case tags, unclosed cells, no meta tags, a guest book."""

    charset_tag = '<META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset=gb2312">'
    labels: ClassVar[dict[str, str]] = UcapFamily.labels | {
        "设定依据": "政策依据",
        "办理流程": "办事程序",
        "联系电话": "联系人及电话",
    }
    page_size = 15

    def section_path(self, section: Section, number: int) -> str:
        names = {"letters": "guestbook.asp", "guides": f"bszn.asp?classid={number + 1}"}
        return "/" + names.get(section.kind, f"list.asp?classid={number + 1}")

    def page_path(self, section: Section, page: int) -> str:
        return section.path if page == 0 else f"{section.path}&page={page + 1}"

    def item_path(self, section: Section, item: Item, number: int) -> str:
        return f"/show.asp?id={section.path.split('=')[-1]}{number:03}"

    def guide_path(self, section: Section, number: int) -> str:
        return f"/bszn_show.asp?id={500 + number}"

    def letter_path(self, section: Section, letter: Letter, number: int) -> str:
        return ""

    def _menu(self, site: Site2) -> str:
        cells = "".join(f'<TD><A HREF="{s.path[1:]}" TARGET="main">{s.title}</A>' for s in site.sections if s.menu)
        return f'<TABLE><TR><TD><A HREF="main.htm" TARGET="main">首页</A>{cells}</TABLE>'

    def _find(self, site: Site2) -> str:
        return (
            '<FORM ACTION="search.asp" METHOD=post><INPUT NAME=keyword SIZE=12><INPUT TYPE=submit VALUE="搜索"></FORM>'
            if site.search
            else ""
        )

    def _foot(self, site: Site2) -> str:
        foot = site.footer
        fault = '<A HREF="http://zfwzgl.www.gov.cn/exposure/jiucuo.html"><IMG SRC="images/jiucuo.png"></A>'
        mark = '<A HREF="http://bszs.conac.cn/"><IMG SRC="images/ideconac.png" ALT="党政机关网站标识"></A>'
        return f"""<HR><CENTER>{f"主办：{foot.sponsor}<BR>" if foot.sponsor else ""}{f"电话：{foot.contact}<BR>" if foot.contact else ""}
{f"网站标识码（{foot.code}）" if foot.code else ""} {foot.icp} {foot.psb}{mark if foot.mark else ""}{fault if foot.fault_entry else ""}</CENTER>"""

    def shell(self, site: Site2, title: str, head: str, main: str) -> str:
        return f"<HTML><HEAD>{head}<TITLE>{title}</TITLE></HEAD><BODY BGCOLOR=#FFFFFF>{main}{self._foot(site)}</BODY></HTML>"

    def home(self, site: Site2) -> str:
        return (
            f"<HTML><HEAD>{self.metas(site)}<TITLE>{site.name}</TITLE></HEAD><FRAMESET ROWS='120,*'>"
            "<FRAME SRC='top.htm' NAME=top><FRAME SRC='main.htm' NAME=main></FRAMESET></HTML>"
        )

    def extra_pages(self, site: Site2) -> dict[str, str]:
        head = self.charset_tag
        return {
            "/top.htm": f"<HTML><HEAD>{head}</HEAD><BODY><IMG SRC=images/logo.png>{self._menu(site)}{self._find(site)}</BODY>",
            "/main.htm": self.shell(site, "main", head, self.home_main(site) + site.home_extra),
        }

    def where(self, section: Section) -> str:
        return f'<FONT COLOR=red>您的位置：<A HREF="/" TARGET=_top>首页</A> -&gt; <A HREF="{section.path[1:]}">{section.title}</A></FONT><HR>'

    def _row(self, item: Item) -> str:
        when = f"[{item.day.year}-{item.day.month}-{item.day.day}]" if item.listed else ""
        return f'<TR><TD>·<A HREF="{item.path[1:]}" TARGET=_blank>{item.title}</A><TD WIDTH=90>{when}'

    def home_main(self, site: Site2) -> str:
        return "".join(
            f"<TABLE WIDTH=100%><TR BGCOLOR=#cce><TD><B>{s.title}</B><TD><A HREF={s.path[1:]}>更多...</A>"
            f"{''.join(self._row(i) for i in s.items[:6])}</TABLE>"
            for s in self.listed(site)
        )

    def list_main(self, section: Section, items: list[Item], page: int, pages: int) -> str:
        rows = "".join(self._row(i) for i in items)
        links = "".join(f'<A HREF="{self.page_path(section, n)[1:]}">[{n + 1}]</A>' for n in range(pages))
        kids = "".join(f'<LI><A HREF="{c.path[1:]}">{c.title}</A>' for c in section.children)
        return f"<UL>{kids}</UL>{section.note}<TABLE WIDTH=600>{rows}</TABLE>共 {len(section.items)} 条记录 {links}"

    def article_main(self, site: Site2, item: Item) -> str:
        when = f"发布时间：{item.day.year}-{item.day.month}-{item.day.day} 15:30:00" if item.printed else ""
        return f"<CENTER><H2>{item.title}</H2>作者：佚名 {when} 点击数：<SCRIPT SRC='hits.asp'></SCRIPT></CENTER>{paragraphs(item)}"

    def letters_main(self, site: Site2, section: Section) -> str:
        blocks = "".join(
            f"<TABLE BORDER=1><TR><TD>编号：{one.no}<TD>标题：{one.title}<TD>留言时间：{one.asked.year}-{one.asked.month}-{one.asked.day}"
            f"<TR><TD COLSPAN=3>内容：{one.text}"
            + (
                f"<TR><TD COLSPAN=3>管理员回复（{one.replied.year}-{one.replied.month}-{one.replied.day}）：您好，已收到，正在落实。"
                if one.replied
                else ""
            )
            + "</TABLE>"
            for one in section.letters
        )
        return f"<FORM ACTION=addbook.asp METHOD=POST><INPUT NAME=title><TEXTAREA NAME=content></TEXTAREA><INPUT TYPE=submit VALUE=我要留言></FORM>{blocks}"

    def guides_main(self, section: Section) -> str:
        return "<UL>" + "".join(f'<LI><A HREF="{g.path[1:]}">{g.title}</A>' for g in section.guides) + "</UL>"

    def guide_main(self, guide: Guide) -> str:
        rows = "".join(f"<P><B>{label}</B><BR>{text}" for label, text in guide.fields.items())
        return f"<H3>{guide.title}</H3>{rows}"

    def search_page(self, site: Site2) -> tuple[str, str]:
        return "/search.asp", self.shell(site, "搜索", self.charset_tag, "")


class AspFamily(FramesFamily):
    """``/Article/Class3/``: GB2312 tables, month-day dates on the home page, footer in an iframe, guides as 【】 text."""

    labels: ClassVar[dict[str, str]] = UcapFamily.labels | {
        "设定依据": "办理依据",
        "办理时间": "受理时间",
        "联系电话": "咨询电话",
    }

    def section_path(self, section: Section, number: int) -> str:
        return f"/Article/Class{number + 1}/Index.html"

    def page_path(self, section: Section, page: int) -> str:
        return section.path if page == 0 else section.path.replace("Index", f"List_{page + 1}")

    def item_path(self, section: Section, item: Item, number: int) -> str:
        return f"{section.path.removesuffix('Index.html')}{2000 + number}.html"

    def guide_path(self, section: Section, number: int) -> str:
        return f"/Article/bszn/{number + 1}.html"

    def shell(self, site: Site2, title: str, head: str, main: str) -> str:
        cells = "".join(f'<td align=center><a href="{s.path}">{s.title}</a></td>' for s in site.sections if s.menu)
        return f"""<html><head>{head}<title>{title}</title></head><body><table width=980>
<tr><td><a href="/">首 页</a></td>{cells}</tr></table><table><tr><td>{self._find(site)}</td></tr></table>
{main}<iframe src="/inc/foot.html" width="980" height="120" frameborder="0"></iframe></body></html>"""

    def home(self, site: Site2) -> str:
        return self.shell(site, site.name, self.metas(site), self.home_main(site) + site.home_extra)

    def extra_pages(self, site: Site2) -> dict[str, str]:
        html = f"<html><head>{self.charset_tag}</head><body>{self._foot(site)}</body></html>"
        return {"/inc/foot.html": html.replace('SRC="images', 'SRC="/images')}

    def _find(self, site: Site2) -> str:
        return super()._find(site).replace('"search.asp"', '"/Article/Search.asp"')

    def where(self, section: Section) -> str:
        up = f' &gt; <a href="{section.parent.path}">{section.parent.title}</a>' if section.parent else ""
        return f'<table><tr><td>您现在的位置： <a href="/">首页</a>{up} &gt; <a href="{section.path}">{section.title}</a></td></tr></table>'

    def _short(self, item: Item) -> str:
        when = f"<font color=#999>({item.day.month}月{item.day.day}日)</font>" if item.listed else ""
        return f"<tr><td><a href='{item.path}' title='文章标题：{item.title}'>{item.title[:16]}</a></td><td>{when}</td></tr>"

    def home_main(self, site: Site2) -> str:
        return "".join(
            f"<table><tr><td class=main_title>{s.title}</td><td><a href='{s.path}'><img src='/images/logo.png' alt='更多'></a>"
            f"</td></tr></table><table>{''.join(self._short(i) for i in s.items[:7])}</table>"
            for s in self.listed(site)
        )

    def _row(self, item: Item) -> str:
        when = f"{item.day:%Y.%m.%d}" if item.listed else ""
        return f"<tr><td><img src='/images/logo.png'> <a href='{item.path}'>{item.title}</a></td><td>{when}</td></tr>"

    def list_main(self, section: Section, items: list[Item], page: int, pages: int) -> str:
        kids = "".join(f"<tr><td><a href='{c.path}'>{c.title}</a></td></tr>" for c in section.children)
        links = "".join(f"<a href='{self.page_path(section, n)}'>第{n + 1}页</a> " for n in range(pages))
        return f"<table>{kids}</table>{section.note}<table width=700>{''.join(self._row(i) for i in items)}</table>{links if pages > 1 else ''}"

    def article_main(self, site: Site2, item: Item) -> str:
        when = f"更新时间：{item.day.year}/{item.day.month}/{item.day.day} 11:02:36" if item.printed else ""
        return f"<table><tr><td class=main_ArticleTitle>{item.title}</td></tr><tr><td>作者：{site.unit} 文章来源：本站原创 {when}</td></tr><tr><td>{paragraphs(item)}</td></tr></table>"

    def guides_main(self, section: Section) -> str:
        return (
            "<table>"
            + "".join(f"<tr><td>※<a href='{g.path}'>{g.title}</a></td></tr>" for g in section.guides)
            + "</table>"
        )

    def guide_main(self, guide: Guide) -> str:
        rows = "".join(f"<p>【{label}】{text}</p>" for label, text in guide.fields.items())
        return f"<div align=center><b>{guide.title}</b></div>{rows}"

    def letter_path(self, section: Section, letter: Letter, number: int) -> str:
        return f"/GuestBook/Show.asp?id={letter.no}"

    def letters_main(self, site: Site2, section: Section) -> str:
        rows = "".join(
            f"<tr><td><a href='{one.path}'>{one.title}</a></td><td>{one.asked:%Y-%m-%d}</td>"
            f"<td><font color=red>{'已答复' if one.replied else '待处理'}</font></td></tr>"
            for one in section.letters
        )
        return f"<a href='/GuestBook/Write.asp'>签写留言</a><table><tr><td>信件主题</td><td>来信日期</td><td>办理情况</td></tr>{rows}</table>"

    def letter_main(self, site: Site2, letter: Letter) -> str:
        reply = (
            f"<p>答复单位：{site.unit}</p><p>答复日期：{letter.replied:%Y-%m-%d}</p><p>答复：您好！经核实已处理。</p>"
            if letter.replied
            else "<p>答复：</p>"
        )
        return f"<table><tr><td><p>信件主题：{letter.title}</p><p>来信日期：{letter.asked:%Y-%m-%d}</p><p>内容：{letter.text}</p>{reply}</td></tr></table>"

    def write_paths(self, site: Site2) -> list[str]:
        return ["/GuestBook/Write.asp"]

    def search_page(self, site: Site2) -> tuple[str, str]:
        return "/Article/Search.asp", self.shell(site, "搜索", self.charset_tag, "")
