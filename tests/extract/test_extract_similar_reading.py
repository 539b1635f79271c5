"""The fingerprint of a page: the article's sentences, whatever stands around them."""

from similar_case import prose

from hengping.extract.page import read_page
from hengping.extract.similar.fingerprint import fingerprint
from hengping.extract.similar.reading import body_of, figures_of
from hengping.model.facts import PageFacts

TEXT = prose(42, 9)
URL = "http://www.yunxi.gov.cn/xwdt/202611/t20261103_1234.html"


def article_page(template: str, title: str = "云溪省启动冬春水利建设现场推进活动") -> PageFacts:
    paragraphs = "".join(f"<p>　　{line}</p>" for line in TEXT.split("\n"))
    breaks = "<br>".join(TEXT.split("\n"))
    html = template.format(title=title, paragraphs=paragraphs, breaks=breaks)
    return read_page(f"<meta charset=utf-8><title>{title}</title>{html}".encode(), URL)


PLAIN = "<h1>{title}</h1><div>发布时间：2026-11-03 来源：本站</div><div>{paragraphs}</div>"
CROWDED = """<div class="nav"><a href="/">首页</a><a href="/a/">本市召开会议，部署年度重点工作任务。</a></div>
<div class="title">{title}</div><table><tr><td>日期：2026年11月3日</td><td>浏览次数：300次</td></tr></table>
<div id="zoom">{breaks}</div>
<p>上一篇：<a href="/1.html">关于做好冬季森林防火工作的通知，各单位要认真落实。</a></p>
<p>相关阅读</p><p>有关负责同志就冬春水利建设答记者问，介绍了下一步的打算。</p>
<div class="footer">版权所有：云溪省人民政府。未经授权，禁止转载。ICP备123号</div>"""


def test_an_article_has_one_fingerprint_in_any_template() -> None:
    plain, crowded = article_page(PLAIN), article_page(CROWDED, "换了题目的冬春水利建设消息")
    assert plain.kind == crowded.kind == "article"
    assert plain.fingerprint == crowded.fingerprint == fingerprint(TEXT)
    assert plain.sentences_length == len(TEXT)


def test_only_articles_have_one() -> None:
    items = "".join(
        f"<li><a href='/a{n}.html'>第{n}条消息的标题</a><span>2026-11-0{n}</span></li>" for n in range(1, 9)
    )
    assert read_page(f"<title>动态</title><ul>{items}</ul>".encode(), "http://www.yunxi.gov.cn/gzdt/").fingerprint == ()


def test_lines_that_are_no_sentences_are_left_out() -> None:
    lines = ["标题", "发布时间：2026-11-03", "会议指出，要抓好落实，确保按期完成任务。", "责任编辑：张三。审核：李四。"]
    text = "\n".join([*lines, "附件：名单。下载请点这里。", ""])
    assert body_of(text, 2, len(text)) == "会议指出，要抓好落实，确保按期完成任务。"
    whole = "会议指出，要抓好落实。" * 20 + "责任编辑：张三"
    assert body_of(f"标题\n{whole}", 2, 400) == whole  # a body without line breaks holds everything


def test_figures_are_told_with_what_they_count() -> None:
    assert figures_of("3月5日投资120万元") == figures_of("投资120万元，3月5日") != figures_of("3月6日投资120万元")
    assert len(figures_of("、".join(f"{n}个" for n in range(900)))) == 32
    assert all(0 <= figure < 2**16 for figure in figures_of("电话13800138000"))
