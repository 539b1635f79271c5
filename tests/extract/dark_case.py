"""What the tests of hidden links share: a page around a piece of markup, and its candidates."""

from hengping.extract.dark import read_hidden_links
from hengping.extract.flat import Page
from hengping.extract.links import base_of, links_of
from hengping.model.content_facts import HiddenLink

URL = "http://www.yunxi.gov.cn/zwgk/index.html"
FAR = "http://www.seo-soft.example.com/"
LINK = f'<a href="{FAR}">软件下载</a>'


def page_around(body: str, head: str = "") -> str:
    """A small government page that holds the markup in its middle."""
    return (
        f"<!DOCTYPE html><html><head><title>云溪市人民政府</title>{head}</head><body>"
        '<div class="top"><a href="/">首页</a><a href="http://www.gov.cn/">中国政府网</a></div>'
        f'<div class="main"><p>今日要闻</p></div>{body}'
        '<div class="foot"><p>主办：云溪市人民政府办公室</p><a href="http://beian.miit.gov.cn/">云ICP备05000001号</a></div>'
        "</body></html>"
    )


def candidates(body: str, head: str = "", url: str = URL) -> list[HiddenLink]:
    """Candidates of the page around the markup."""
    html = page_around(body, head)
    page = Page(html)
    return list(read_hidden_links(page, html, url, base_of(page, url), links_of(page, url)))


def accused(body: str, head: str = "", url: str = URL) -> list[str]:
    """Targets that nothing excuses: neither a switch nor a doubt."""
    return [one.url for one in candidates(body, head, url) if not one.switchable and not one.doubt]
