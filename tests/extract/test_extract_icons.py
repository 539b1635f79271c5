"""Icons written as letters are no part of what a link is called; whatever a reader reads is."""

import pytest

from hengping.extract.links import page_links
from hengping.extract.outlinks import read_outlinks

URL = "http://www.a.gov.cn/"


@pytest.mark.parametrize(
    ("inside", "text"),
    [
        ('<i class="icon">便</i>便民查询', "便民查询"),
        ('<i class="iconfont icon-zwgk">&#xe600;</i>政务公开', "政务公开"),
        ('<em class="fa fa-home">&#xf015;</em>首页', "首页"),
        ('<span class="glyphicon glyphicon-user">&#xe008;</span> 登录', "登录"),
        ('<span aria-hidden="true">»</span>更多', "更多"),
        ('<div><b><i class="nav_ico">搜</i></b><p>搜索</p></div>', "搜索"),
        ('通知<i class="icon">新</i>公告', "通知公告"),
        ('<I CLASS="Nav-Icon">便</I>便民查询', "便民查询"),
        # what is read
        ("<i>便</i>民查询", "便民查询"),
        ('<i class="strong">便</i>民查询', "便民查询"),
        ('<span class="icon">政务</span>公开', "政务公开"),
        ('<span class="icon-text">政务公开</span>', "政务公开"),
        ('<span class="silicon">硅</span>谷', "硅谷"),
        ('<span class="fairy">小</span>镇', "小镇"),
        ('<i class="icon-date">05</i>日', "05日"),
        ('<i class="icon">搜</i>', "搜"),
        ('<span class="icon"><b>便</b></span>民查询', "便民查询"),
        ('<i aria-hidden="false">便</i>民查询', "便民查询"),
    ],
)
def test_what_a_link_is_called(inside, text):
    body = f'<body><a href="/x/" title="别的">{inside}</a></body>'.encode()
    assert [link.text for link in page_links(body, URL).links] == [text]
    assert [link.text for link in read_outlinks(body, URL).links] == [text]


def test_a_link_of_an_icon_alone_is_called_what_its_title_says():
    body = '<body><a href="/wx/" title="微信"><i class="iconfont">&#xe601;</i></a></body>'.encode()
    assert [link.text for link in page_links(body, URL).links] == ["微信"]
    assert [link.text for link in read_outlinks(body, URL).links] == ["微信"]


def test_letters_outside_links_and_without_a_name_stay():
    body = '<body><p><i class="icon">便</i><a href="/x/">\ue600龘字</a></p></body>'.encode()
    assert [link.text for link in page_links(body, URL).links] == ["\ue600龘字"]
