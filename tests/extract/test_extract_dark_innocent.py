"""Blocks that scripts in files open, that frameworks show or only screen readers are told; and words of news."""

import json
from pathlib import Path

import pytest
from dark_case import FAR, LINK, accused, candidates

from hengping.extract.dark_words import said_in

SCRIPT = '<script src="/js/site.js"></script>'
TWO = '<a href="/a.html">概况</a><a href="http://www.gov.cn/">中国政府网</a>'


@pytest.mark.parametrize(
    "body",
    [
        f'<div class="hzdw-con" style="display:none">{LINK}</div>',
        f'<div id="fl2" style="display:none"><ul><li>{LINK}</li></ul></div>',
        f'<div class="yl"><ul><li><a href="/1">一</a></li></ul><ul style="display:none"><li>{LINK}</li></ul></div>',
        f'<div class="zqbox" style="height:0;overflow:hidden">{LINK}</div>',
        f'<div style="display:none">{TWO}{LINK}</div>',
        f'<div class="qita" style="visibility:hidden;opacity:0">{LINK}</div>',
    ],
)
def test_what_a_script_in_a_file_may_open_is_for_a_person(body):
    (found,) = candidates(body + SCRIPT)
    assert (found.url, found.switchable, found.doubt) == (FAR, False, "class")


@pytest.mark.parametrize(
    "body",
    [
        f'<div style="display:none">{LINK}</div>',
        f'<div class="q7" style="position:absolute;left:-9999px">{LINK}</div>',
        f'<div class="q7" style="text-indent:-999em">{LINK}</div>',
        f'<div class="q7" style="font-size:0">{LINK}</div>',
        f'<marquee id="q7" height="1" width="1">{LINK}</marquee>',
        f'<a class="q7" style="display:none" href="{FAR}">软件下载</a>',
        f'<div class="q7" id="s7">{LINK}</div><script>document.getElementById("s7").style.display="none"</script>',
    ],
)
def test_what_no_script_would_open_is_dark_beside_scripts_too(body):
    assert accused(body + SCRIPT) == [FAR]


@pytest.mark.parametrize("words", ["新葡京棋牌官网", "彩票投注", "高仿手表专卖"])
def test_a_script_in_a_file_excuses_no_such_words(words):
    body = f'<div class="hzdw-con" style="display:none">{LINK.replace("软件下载", words)}</div>{SCRIPT}'
    assert accused(body) == [FAR]


@pytest.mark.parametrize(
    "body",
    [
        f'<div v-show="tab == 2" style="display:none">{LINK}</div>',
        f'<div :class="{{on: open}}" style="display: none">{LINK}</div>',
        f'<div x-show="open" style="display:none">{LINK}</div>',
        f'<div ng-show="tab" style="display:none">{LINK}</div>',
        f'<div v-cloak style="visibility:hidden">{LINK}</div>',
        f'<div class="wow fadeInUp" style="visibility:hidden">{LINK}</div>',
        f'<div class="box animated" style="opacity:0">{LINK}</div>',
        f'<div data-aos="fade-up" style="opacity:0">{LINK}</div>',
    ],
)
def test_what_a_framework_shows_is_no_dark_link(body):
    (found,) = candidates(body)
    assert found.switchable
    assert accused(body.replace("软件下载", "澳门新葡京赌场")) == [FAR]


@pytest.mark.parametrize("name", ["sr-only", "visually-hidden", "screen-reader-text", "skip-link", "wza-tip"])
def test_what_screen_readers_are_told_is_for_a_person(name):
    style = "position:absolute;width:1px;height:1px;overflow:hidden;clip:rect(0,0,0,0)"
    (found,) = candidates(f'<span class="{name}">{LINK}</span>', f"<style>.{name}{{{style}}}</style>")
    assert (found.switchable, found.doubt) == (False, "class")


@pytest.mark.parametrize(
    "text",
    [
        "企业首存奖励到账",
        "花真钱办实事",
        "百家乐器行",
        "男子沉迷百家乐输光全部积蓄",
        "澳门威尼斯人会展中心",
        "2026中国商品展在澳门威尼斯人举办",
        "离岛免税与博彩业研讨会在海口举行",
        "博彩业收入创新高，澳门财政盈余",
        "Macau casino revenue rises sharply in May, official data show",
        "传承红色情怀 赓续精神血脉",
        "特色情景党课开讲",
        "女性爱心服务队走进社区",
        "企业开办全套服务一站办结",
        "四大家鱼人工催情技术",
        "争做爱国守法好公民",
        "无码头停靠船舶登记",
        "绽放强壮阳光少年",
        "热情色彩画展",
    ],
)
def test_news_and_names_offer_nothing(text):
    assert not said_in(text).offers
    assert candidates(f'<ul><li><a href="http://daily.example.com/1.html">{text}</a></li></ul>') == []


@pytest.mark.parametrize(
    "text",
    [
        "澳门新葡京8455官网手机版下载安装送38元",
        "2026年世界杯足球投注平台推荐",
        "真人百家乐在线试玩",
        "六合彩开奖结果今晚资料图库",
        "bet365体育在线官网登录入口",
        "AG真人视讯平台(中国)有限公司",
        "亚博体育app下载官网手机版最新版本V9.2",
        "成人影院免费高清观看",
        "百家乐必胜技巧",
        "Online casino bonus login",
    ],
)
def test_advertisements_however_long_still_offer(text):
    assert accused(f'<p><a href="http://far.example.com/">{text}</a></p>') == ["http://far.example.com/"]


PAGES = [json.loads(line) for line in Path(__file__).with_name("dark_pages.jsonl").read_text("utf-8").splitlines()]


@pytest.mark.parametrize("page", PAGES, ids=[page["name"] for page in PAGES])
def test_blocks_as_templates_and_intruders_make_them(page: dict[str, object]) -> None:
    assert bool(accused(str(page["body"]))) is page["accused"]


@pytest.mark.parametrize("words", ["股票配资", "男科医院哪家好", "厂家直销", "免费小说"])
def test_hidden_links_of_trade_were_planted_and_seen_ones_were_not(words: str) -> None:
    link = LINK.replace("软件下载", words)
    assert accused(f'<div class="hzdw-con" style="display:none">{link}</div>{SCRIPT}') == [FAR]
    assert candidates(f"<p>{link}</p>") == []
    maker_link = LINK.replace("软件下载", "技术支持：网站优化公司")
    (maker,) = candidates(f'<div class="x" style="display:none">{maker_link}</div>')
    assert maker.doubt
