"""Wordings that are wrong: found where they are used, in doubt where they are spoken of, no hit in other words."""

import pytest

from hengping.extract.page import read_page
from hengping.extract.wording import wording_of_text
from hengping.extract.wording_lexicon import wording_lexicon

URL = "http://www.example.gov.cn/gzdt/202605/t1.html"


def sure(text: str) -> set[str]:
    return {hit.wrong for hit in wording_of_text(text) if hit.sure}


def doubtful(text: str) -> set[str]:
    return {hit.wrong for hit in wording_of_text(text) if not hit.sure}


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("全县上下要牢固树立以中国入民为中心的思想", "中国入民"),
        ("清明节前夕，机关干部前往革命烈土陵园祭扫", "烈土陵园"),
        ("向革命先辈和烈土敬献花篮", "烈土"),
        ("市第十五届人民代表大人第三次会议召开", "人民代表大人"),
        ("深入学习党十九大精神", "党十九大"),
        ("会议对防汛工作作出安排布署，要求压实责任", "布署"),
        ("县领导对下一步工作进行了布署。", "布署"),
        ("为困难群众按装了路灯", "按装"),
        ("游客可到当地渡假", "渡假"),
        ("项目己经开工建设", "己经"),
        ("即然承诺了就要兑现", "即然"),
        ("既使下雨也要坚持巡查", "既使"),
        ("水笼头漏水请及时报修", "水笼头"),
        ("请将材料交到政务服务大听", "政务服务大听"),
        ("习近乎总书记发表重要讲话", "习近乎"),
        ("坚定不移走中国特色社会主议道路", "社会主议"),
        ("中华人民共合国成立七十七周年", "中华人民共合国"),
        ("深化改革开访，推动高质量发展", "改革开访"),
        ("优化营商坏境", "营商坏境"),
        ("深入实施乡村震兴战略", "乡村震兴"),
        ("绿水青山就是金山很山", "绿水青山就是金山很山"),
        ("不忘初新、牢记使命", "不忘初新"),
        ("开展“不忘初新、牢记使命”主题教育", "不忘初新"),
        ("共建“一带一陆”", "一带一陆"),
        ("银行帐户信息", "帐户"),
        ("迫不急待地投入工作", "迫不急待"),
        ("再接再励，一如继往", "再接再励"),
        ("县人民政俯办公室", "人民政俯"),
        ("竟标单位须缴纳保证金", "竟标"),
        ("报警阀值设定为三级", "阀值"),
    ],
)
def test_errors_in_use_are_certain(text: str, wrong: str) -> None:
    assert wrong in sure(text)


@pytest.mark.parametrize(
    "text",
    [
        "在《求是》杂志发布署名文章，公布署名单位",
        "自己经营的店铺，自己经常去，异己经不起考验",
        "英烈土生土长，激烈土地争夺",
        "学习习近平总书记重要讲话精神，贯彻习近平总书记指示",
        "贯彻落实党的二十届三中全会精神，学习党的十九届五中全会公报",
        "中国共产党十九届四中全会",
        "既使群众受益，又使企业减负",
        "既使用新技术又保留传统",
        "破坏境内设施，损坏境外财产",
        "毕竟标志着新的开始，究竟标准如何",
        "立即然后行动",
        "每人土地不足一亩，个人土特产免税",
        "普通高中招生，开通高速公路",
        "坚持以人民为中心的发展思想，发展社会主义市场经济，铸牢中华民族共同体意识",
        "中华人民共和国国务院令，全国人民代表大会常务委员会决定",
        "各级人民政府要做好安排部署，狠抓贯彻落实",
        "办公高效，通过成立专班，会议成果丰硕，职工成长",
        "工作人员深入民心，收入民生领域",
        "党的十九大以来",
    ],
)
def test_right_words_that_contain_the_characters_are_no_hits(text: str) -> None:
    assert sure(text) == set()


@pytest.mark.parametrize(
    "text",
    [
        "“布署”应为“部署”。",
        "常见错别字：布署（部署）、按装（安装）",
        "不少稿件把部署误写为“布署”",
        "更正：昨日本网稿件中“中国入民”系“中国人民”之误，特此更正。",
        "文中“烈土”一词有误，正确的是“烈士”",
        "错误：布署\n正确：部署",
        "布署\t部署",
        "是“渡假”还是“度假”？一个多指时间，一个多指江河",
        "×按装 √安装",
        "应写作“部署”而不是“布署”",
        "将“人民代表大人”改为“人民代表大会”",
        "部署（不能写成布署）",
        "易错词辨析\n1.按装—安装\n2.渡假—度假\n3.即然—既然",
        "有的网站出现“中国入民”“人民代表大人”“烈土”，影响恶劣",
        "“党十九大”的提法不规范，应为“党的十九大”",
    ],
)
def test_errors_that_the_text_speaks_of_are_left_to_a_person(text: str) -> None:
    assert sure(text) == set()
    assert doubtful(text)


def test_variants_are_never_certain() -> None:
    assert doubtful("请填写您的帐号和密码，截止目前") == {"帐号", "截止目前"}
    assert sure("请填写您的帐号和密码，截止目前") == set()


def test_only_visible_text_counts() -> None:
    html = """<html><head><title>按装说明</title><meta name="keywords" content="渡假"></head><body>
    <!-- 布署 --><script>var a = "布署";</script><p>会议<b>布</b>署了工作。</p><p style="display:none">竟标公告</p>
    <img alt="水笼头"></body></html>"""
    page = read_page(html.encode(), URL, home=False)
    assert [(hit.wrong, hit.sure, hit.doubt) for hit in page.wording] == [("布署", True, ""), ("竟标", False, "hidden")]


def test_a_link_and_the_text_are_told_apart() -> None:
    html = """<html><body><div class="nav"><a href="/gzdt/">工做动态</a></div><ul>
    <li><a href="t2.html">关于布署防汛的通知</a></li></ul><p>今天布署防汛。布署完毕。</p></body></html>"""
    hits = read_page(html.encode(), URL, home=False).wording
    assert [(hit.wrong, hit.link_url, hit.furniture) for hit in hits] == [
        ("工做", "http://www.example.gov.cn/gzdt/", True),
        ("布署", "http://www.example.gov.cn/gzdt/202605/t2.html", False),
        ("布署", "", False),
    ]


def test_an_article_about_wrong_words_makes_none() -> None:
    html = "<html><body><h1>公文常见错别字辨析</h1><p>“布署”是部署之误。工作中常有人写按装。</p></body></html>"
    assert all(not hit.sure for hit in read_page(html.encode(), URL, home=False).wording)


def test_the_lexicon_is_in_order() -> None:
    lexicon = wording_lexicon()
    wrongs = [entry.wrong for entry in lexicon.entries]
    assert len(wrongs) == len(set(wrongs)) > 20_000
    assert sum(group.entries for group in lexicon.groups if group.id in {"published", "common", "official"}) > 600
    assert all(entry.lexicon in {group.id for group in lexicon.groups} for entry in lexicon.entries)
    assert {entry.lexicon for entry in lexicon.entries if entry.wrong in {"烈土", "中国入民"}} == {"published"}
    assert all(group.source and len(group.dated_on) == len("2026-01-01") for group in lexicon.groups)
    rights = "\n".join({entry.right for entry in lexicon.entries})
    held = [entry.wrong for entry in lexicon.entries if entry.wrong in rights and not sure_nowhere(entry.wrong, rights)]
    assert held == []


def sure_nowhere(wrong: str, rights: str) -> bool:
    """No right wording is called wrong."""
    return all(wrong not in sure(line) for line in rights.splitlines() if wrong in line)


def test_no_right_wording_is_called_wrong() -> None:
    rights = {entry.right for entry in wording_lexicon().entries}
    assert [(right, sure(right)) for right in sorted(rights) if sure(right)] == []


def test_hostile_text_is_bounded() -> None:
    text = "“布署”" * 20_000
    assert len(wording_of_text(text)) <= 200
