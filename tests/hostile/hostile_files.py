"""robots.txt and sitemaps as nobody should write them."""

import zlib
from functools import cache

from hostile_behaviour import behaviour
from hostile_bytes import deflated_megabyte
from hostile_wire import Answer, Ask, answer, html, page, redirect

_TEXT = b"text/plain; charset=utf-8"
_XML = b"application/xml"


def _section(ask: Ask) -> Answer | None:
    return page(f"栏目{ask.path[-12:]}", "/news/") if ask.path.startswith("/section/") else None


@cache
def _huge() -> bytes:
    rules = b"Disallow: /private/directory/of/the/old/site/*?a=*b$\n" * 100_000
    return b"User-agent: *\nDisallow: /section/closed.html\n" + rules


@behaviour("robots-huge", "5 MB的robots.txt", "/section/open.html", "/section/closed.html")
def robots_huge(ask: Ask) -> Answer | None:
    return answer(_huge(), mime=_TEXT) if ask.path == "/robots.txt" else _section(ask)


@behaviour("robots-html", "robots.txt其实是网页", "/section/open.html")
def robots_html(ask: Ask) -> Answer | None:
    return answer(html("首页", "/")) if ask.path == "/robots.txt" else _section(ask)


@behaviour("robots-loop", "robots.txt重定向到自身", "/section/open.html")
def robots_loop(ask: Ask) -> Answer | None:
    if ask.path.startswith("/robots"):
        return redirect("/robots2.txt" if ask.path == "/robots.txt" else "/robots.txt")
    return _section(ask)


@behaviour("robots-503", "robots.txt总是503", "/section/open.html")
def robots_503(ask: Ask) -> Answer | None:
    return answer(b"", status=b"503 Service Unavailable") if ask.path == "/robots.txt" else _section(ask)


@behaviour("robots-patterns", "拖慢匹配的robots规则", "/section/open.html", "/section/" + "a" * 200 + ".html")
def robots_patterns(ask: Ask) -> Answer | None:
    rules = b"User-agent: *\n" + b"".join(b"Disallow: /%sb$\n" % (b"*a" * number) for number in range(1, 60))
    return answer(rules, mime=_TEXT) if ask.path == "/robots.txt" else _section(ask)


def _names(ask: Ask, *sitemaps: str) -> bytes:
    lines = "".join(f"Sitemap: http://{ask.host}{name}\n" for name in sitemaps)
    return answer(f"User-agent: *\nAllow: /\n{lines}".encode(), mime=_TEXT)


@behaviour("sitemap-entities", "网站地图中的实体炸弹和外部实体")
def sitemap_entities(ask: Ask) -> Answer | None:
    match ask.path:
        case "/robots.txt":
            return _names(ask, "/sitemap.xml")
        case "/sitemap.xml":
            entities = "".join(f'<!ENTITY e{number} "{f"&e{number - 1};" * 10}">' for number in range(1, 30))
            urls = f"<url><loc>http://{ask.host}/section/open.html</loc></url><url><loc>&e29;</loc></url>"
            outside = f'<!ENTITY out SYSTEM "http://{ask.host}/section/never.html">'
            text = (
                f'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY e0 "lol">{entities}{outside}]><urlset>{urls}&out;</urlset>'
            )
            return answer(text.encode(), mime=_XML)
    return _section(ask)


@cache
def _packed_sitemap(host: str) -> bytes:
    """One address, then a gigabyte of nothing."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    start = packer.compress(f"<urlset><url><loc>http://{host}/section/open.html</loc></url>".encode())
    return start + packer.flush(zlib.Z_FULL_FLUSH) + deflated_megabyte() * 1000


@behaviour("sitemap-bomb", "gzip网站地图解压成1 GB")
def sitemap_bomb(ask: Ask) -> Answer | None:
    match ask.path:
        case "/robots.txt":
            return _names(ask, "/sitemap.xml.gz", "/again.xml")
        case "/sitemap.xml.gz":
            return answer(_packed_sitemap(ask.host), mime=b"application/gzip")
        case "/again.xml":
            return answer(_packed_sitemap(ask.host), b"Content-Encoding: gzip", mime=_XML)
    return _section(ask)


@behaviour("sitemap-of-itself", "网站地图的索引指向自身，也指向无穷多个")
def sitemap_of_itself(ask: Ask) -> Answer | None:
    if ask.path == "/robots.txt":
        return _names(ask, "/sitemap.xml")
    if not ask.path.startswith("/sitemap"):
        return _section(ask)
    number = int(ask.target.partition("=")[2] or 0)
    names = ["/sitemap.xml", *(f"/sitemap.xml?n={2 * number + step}" for step in (1, 2))]
    own = "".join(f"<sitemap><loc>http://{ask.host}{name}</loc></sitemap>" for name in names)
    urls = f"<url><loc>http://{ask.host}/section/{number}.html</loc></url>"
    return answer(f"<sitemapindex>{own}</sitemapindex><urlset>{urls}</urlset>".encode(), mime=_XML)
