"""Words of gambling, pornography and the like in links and titles; and texts that only speak about such things."""

import pytest
from dark_case import accused, candidates

from hengping.extract.dark_landing import landing_of
from hengping.extract.dark_words import is_known, is_own, said_by_host, said_in
from hengping.extract.page import read_page

OFFERS = [
    "澳门新葡京官网",
    "六合彩开奖结果",
    "六 合 彩",
    "百·家·乐在线",
    "真人棋牌平台",
    "体育投注",
    "老虎机游戏下载",
    "北京赛车PK10",
    "皇冠现金网",
    "Online Casino",
    "bet365备用网址",
    "博彩公司评级",
    "成人视频在线观看",
    "新开传奇私服",
    "刻章办证",
    "毕业证办理",
    "迷药购买",
    "棋牌投注彩金",
]
HONEST = [
    "严厉打击网络赌博犯罪",
    "我市捣毁一特大六合彩窝点",
    "关于禁止非法博彩的通告",
    "警惕百家乐赌博骗局",
    "公安机关查处假发票案件",
    "扫黄打非:清理色情信息",
    "中国体育彩票",
    "福利彩票双色球开奖公告",
    "电子发票查验",
    "办证大厅",
    "政务服务中心代办帮办",
    "真人秀节目管理规定",
    "澳门特别行政区政府",
    "粤港澳大湾区",
    "文凭认证",
    "中国—东盟博览会",
    "中亚博览中心",
    "公益林私服务协议",
    "小额贷款公司名录",
    "彩票开奖查询",
    "澳门日报",
    "开具发票",
    "个人代开发票",
    "成人网络教育",
    "西安亚博园林",
    "南亚博览会",
    "葡京酒店",
    "澳门威尼斯人酒店",
    "青春期性教育",
    "澳门大学",
    "云溪市棋牌运动协会",
    "棋牌室",
    "人民日报",
]


@pytest.mark.parametrize("text", OFFERS)
def test_texts_that_offer(text):
    assert said_in(text).offers
    assert accused(f'<p><a href="http://far.example.com/">{text}</a></p>') == ["http://far.example.com/"]


@pytest.mark.parametrize("text", HONEST)
def test_texts_that_speak_about_it_or_of_something_else(text):
    assert not said_in(text).offers
    assert candidates(f'<p><a href="http://daily.example.com/1.html">{text}</a></p>') == []


def test_the_title_of_a_link_counts_too():
    (found,) = candidates('<a href="http://far.example.com/" title="时时彩平台"><img src="/a.png" alt=""></a>')
    assert found.vocabulary == ("时时彩",)
    (shown,) = candidates('<a href="http://far.example.com/"><img src="/a.png" alt="百家乐"></a>')
    assert shown.vocabulary == ("百家乐",)


def test_articles_of_the_site_itself_are_no_dark_links():
    assert candidates('<a href="/zwdt/1.html">六合彩</a><a href="http://www.gov.cn/1.html">博彩业数据</a>') == []
    assert (
        candidates('<a href="http://www.sporttery.cn/">竞彩投注</a><a href="http://www.people.com.cn/1">赌场</a>') == []
    )


def test_one_weak_word_counts_only_where_nobody_sees_it():
    link = '<a href="http://far.example.com/">彩票</a>'
    assert candidates(f"<p>{link}</p>") == []
    (found,) = candidates(f'<div style="text-indent:-999px">{link}</div>')
    assert found.vocabulary == ("彩票",)


@pytest.mark.parametrize(
    "host",
    [
        "www.casino-royal.example",
        "dubo.example.com",
        "www.xpj1288.example.com",
        "bjl-52.example.com",
        "bet365.example.net",
        "888bet.example.com",
        "www.liuhecai.example.com",
        "qipai-touzhu.example.com",
        "bocaiwang.example.cn",
        "pornhub.example.com",
    ],
)
def test_hosts_named_after_what_they_offer(host):
    assert said_by_host(host).offers
    assert accused(f'<p><a href="http://{host}/">合作伙伴</a></p>') == [f"http://{host}/"]


@pytest.mark.parametrize(
    "host",
    [
        "www.tibet.cn",
        "alphabet.example.com",
        "www.essex.ac.uk",
        "middlesex.edu",
        "www.yulecounty.example.com",
        "yuedu.example.com",
        "dubois.example.com",
        "bocaihua.example.com",
        "sifu.example.com",
        "www.slotcar.example.com",
        "qipai.example.com",
        "fapiao.example.com",
        "better.example.com",
        "betterlife.example.com",
    ],
)
def test_hosts_with_an_honest_name(host):
    assert not said_by_host(host).offers


def test_an_address_in_percent_escapes_is_read():
    link = '<a href="http://far.example.com/%E7%99%BE%E5%AE%B6%E4%B9%90/">了解</a>'
    assert accused(f"<p>{link}</p>") == ["http://far.example.com/%E7%99%BE%E5%AE%B6%E4%B9%90/"]


def test_known_and_own_hosts():
    assert is_known("www.mof.gov.cn")
    assert is_known("people.com.cn")
    assert is_known("tv.people.com.cn")
    assert not is_known("gov.cn.example.com")
    assert not is_known("notpeople.com.cn")
    assert not is_known("xgov.cn")
    assert is_own("oa.abc.example", "www.abc.example")
    assert is_own("abc.example", "www.sub.abc.example")
    assert not is_own("xabc.example", "www.abc.example")
    assert not is_own("example", "www.abc.example")


HIJACKED = (
    "<title>百家乐_真人娱乐_澳门葡京赌场</title>"
    '<meta name="keywords" content="百家乐,真人娱乐"><meta name="description" content="六合彩">'
)


def test_a_title_stuffed_with_such_words():
    url = "http://www.yunxi.gov.cn/zwgk/index.html"
    html = f"<html><head>{HIJACKED}</head><body><p>欢迎</p></body></html>"
    found = [one for one in read_page(html.encode(), url).hidden_links if "title_tag" in one.how]
    assert [(one.url, one.position) for one in found] == [(url, "title")]
    assert set(found[0].vocabulary) >= {"百家乐", "真人娱乐"}


def test_a_description_stuffed_with_such_words_under_an_honest_title():
    url = "http://www.yunxi.gov.cn/gzdt/1.html"
    for words, found in (
        ("六合彩,老虎机,博彩公司,足球投注", 1),
        ("打击六合彩、老虎机、博彩、足球投注", 0),
        ("六合彩", 0),
    ):
        head = f'<title>工作动态</title><meta name="keywords" content="{words}">'
        page = read_page(f"<html><head>{head}</head><body><p>文</p></body></html>".encode(), url)
        assert len([one for one in page.hidden_links if "title_tag" in one.how]) == found


def test_a_refresh_that_takes_readers_to_a_casino():
    assert accused("", '<meta http-equiv="refresh" content="5;url=http://www.xpj8899.com/">') == [
        "http://www.xpj8899.com/"
    ]
    assert accused("", '<meta http-equiv="refresh" content="5;url=http://www.partner.example.com/">') == []


def test_a_ground_that_only_the_style_block_gives():
    link = '<div class="hd"><a style="color:#ffffff" href="http://far.example.com/">日报</a></div>'
    assert accused(link, "<style>.hd{background:#c00}</style>") == []


@pytest.mark.parametrize(
    "title",
    [
        "打击六合彩、百家乐等赌博违法犯罪",
        "什么是百家乐",
        "六合彩的危害_禁毒禁赌",
        "云溪市体育彩票管理中心",
        "德州扑克算不算赌博",
    ],
)
def test_titles_about_it_are_no_hijack(title):
    head = f'<title>{title}</title><meta name="keywords" content="六合彩,赌博">'
    html = f"<html><head>{head}</head><body><p>文</p></body></html>"
    assert read_page(html.encode(), "http://www.yunxi.gov.cn/1.html").hidden_links == ()


@pytest.mark.parametrize(
    ("html", "url", "expected"),
    [
        ("<title>百家乐_真人娱乐平台</title><p>注册</p>", "http://far.example.com/", "vocabulary"),
        (
            '<title>百家乐</title><meta name="keywords" content="六合彩,时时彩">',
            "http://far.example.com/",
            "vocabulary",
        ),
        ("<title>打击赌博 百家乐 六合彩 案例</title>", "http://daily.example.com/", ""),
        ("<title>百家乐_真人娱乐平台</title>", "http://www.people.com.cn/", ""),
        (
            "<title>far.example.com</title><p>该域名正在出售,This domain is for sale</p>",
            "http://far.example.com/",
            "for_sale",
        ),
        ("<title>新闻</title><p>域名出售流程</p>" + "<p>正文内容很长</p>" * 900, "http://far.example.com/", ""),
        ("<title>新闻</title><script>var a='buy this domain'</script><p>文</p>", "http://far.example.com/", ""),
        ("", "http://far.example.com/", ""),
    ],
)
def test_what_an_outside_page_turned_into(html, url, expected):
    assert landing_of(html.encode(), url) == expected


def test_what_an_outside_page_turned_into_in_its_own_encoding():
    body = "<meta charset=gbk><title>六合彩开奖_香港马会资料</title>".encode("gbk")
    assert landing_of(body, "http://far.example.com/") == "vocabulary"
