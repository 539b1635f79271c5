"""Dark links in several disguises, and hidden or odd-looking links that are in order."""

from collections.abc import Iterator

import third_plan as plan
from third_model import Article, Section, Site

BAD = (
    ("澳门新葡京官网", "http://www.xpj{i}88.example/"),
    ("时时彩平台注册送彩金", "http://ssc{i}vip.example/reg"),
    ("百家乐网上娱乐场", "http://bjl-{i}.example/"),
    ("真人荷官在线发牌", "http://live{i}bet.example/"),
)


def plant_shady(site: Site, articles: Iterator[tuple[Section, Article]]) -> None:
    """What the plan says, and decoys on every site."""
    index = site.index
    for order, kind in enumerate(plan.DARK.get(index, ())):
        text, pattern = BAD[(index + order) % len(BAD)]
        url = pattern.format(i=index * 3 + order)
        link = f'<a href="{url}">{text}</a>'
        more = "，".join(f'<a href="{url}p{n}.html">{text}{n}</a>' for n in range(3))
        wrapped = {
            "none": f'<div style="display:none">{link}{more}</div>',
            "offscreen": f'<div style="position:absolute; left:-9999px; top:-999px">{link}</div>',
            "zero": f'<p style="font-size:0px;line-height:0">{link}</p>',
            "class": f"<style>.f_x9{{height:0;overflow:hidden}}</style><div class='f_x9'>{link}</div>",
            "marquee": f'<marquee scrollamount="3000" width="1" height="1">{link}</marquee>',
            "colour": (
                f'<div style="background:#fff"><a href="{url}" style="color:#ffffff;font-size:1px">{text}</a></div>'
            ),
            "indent": f'<div style="text-indent:-9999px;overflow:hidden">{link}</div>',
            "opacity": f'<div style="opacity:0;height:1px">{link}</div>',
            "visibility": f'<span style="visibility:hidden">{link}</span>',
            "tiny": f'<div style="width:0;height:0;overflow:hidden">{link}</div>',
            "iframe": f'<iframe src="{url}" width="0" height="0" style="display:none"></iframe>',
            "script": (
                f'<script>document.write(\'<div style="display:none"><a href="{url}">{text}</a></div>\');</script>'
            ),
        }
        if kind == "parked":
            url = f"http://www.qy-tour{index}.example/"
            site.friends.append(("青沅旅游资讯网", url))
            site.plant("dark_link", url, why="expired domain that now shows gambling")
        elif kind.startswith("visible"):
            _, article = next(articles)
            word = "澳门威尼斯人赌场在线投注" if kind == "visible_gambling" else "成人色情视频在线观看"
            url = f"http://www.v{index}{order}.example/"
            article.extra += f'<p>推荐阅读：<a href="{url}">{word}</a></p>'
            site.plant("dark_link", url, why=kind)
        elif kind == "none_article":
            _, article = next(articles)
            article.extra += f'<span style="display:none"><a href="{url}">{text}</a></span>'
            site.plant("dark_link", url, why=kind)
        else:
            site.home_extra += wrapped[kind]
            site.plant("dark_link", url, why=kind)
            if kind == "none":
                for turn in range(3):
                    site.plant("dark_link", f"{url}p{turn}.html", why=kind)
    _decoys(site, articles)


def _decoys(site: Site, articles: Iterator[tuple[Section, Article]]) -> None:
    turn = site.index % 6
    if turn == 0:
        site.every_page += (
            '<div style="display:none"><a href="http://www.lanbei-stat.example/site?id=77" target="_blank">站长统计</a>'
            '<script src="http://www.lanbei-stat.example/c.js"></script></div>'
        )
    elif turn == 1:
        site.home_extra += '<a href="#main" style="position:absolute;left:-9999px">跳到主要内容</a>'
    elif turn == 2:
        site.home_extra += (
            '<ul class="drop" style="display:none"><li><a href="http://www.lanbei.gov.cn/">省政府</a></li>'
            '<li><a href="http://www.lanbei-univ.example/">澜北大学</a></li></ul>'
        )
    elif turn == 3:
        _, article = next(articles)
        article.title = "警方通报：捣毁一个“百家乐”网络赌博窝点"
        article.body.insert(
            0, "近日，公安机关破获一起网络赌博案，嫌疑人通过“时时彩”“真人荷官”等平台组织他人投注，已被刑事拘留。"
        )
        article.extra += '<p>举报网络赌博请登录<a href="http://www.lanbei.gov.cn/jubao/">澜北省举报平台</a></p>'
    elif turn == 4:
        site.home_extra += '<h1 style="text-indent:-9999px;height:60px"><a href="/">网站首页</a></h1>'
    else:
        _, article = next(articles)
        article.body.insert(0, "本期福利彩票公益金使用情况向社会公布，共筹集资金八百万元，全部用于养老服务设施建设。")
        article.extra += '<p><a href="http://www.lanbei-fucai.example/">澜北省福利彩票发行中心</a></p>'
