"""Which citizen messages are valid ones (有效留言): neither empty nor a test nor gibberish."""

import re

_HAN = re.compile(r"[\u3400-\u9fff]")
_TEST = re.compile(
    r"^(?:这是)?(?:一[个条])?(?:测\s?试|test|试试|试一下|ceshi|111|123|aaa|asd|qwe)[\W\d_a-z看吧]{0,8}$", re.IGNORECASE
)
_TEST_WORDS = re.compile(
    r"测\s?试|test|数据|请?(?:忽略|勿回复|不用回复|不必回复)|内容|信息|标题|主题|留言|信件|来信|咨询|功能|系统|一下|这是|此为|本|[一该此][条个封]|使用|进行|发送|网站|平台|谢谢"
    r"|[\W_\d的]",
    re.IGNORECASE,
)


def is_valid(title: str, content: str = "") -> bool:
    """Whether a message is one: not empty, not a test, not gibberish (contract).

    Gibberish: no Chinese character, or one character over and over.
    """
    text = "".join((content or title).split())
    if re.search("测试|test", text, re.IGNORECASE) and not _TEST_WORDS.sub("", text):
        return False
    if not text or _TEST.match(text) or (not content and _TEST.match("".join(title.split()))):
        return False
    if content and title and _TEST.match("".join(title.split())) and len(text) <= len(title) + 4:
        return False
    return bool(_HAN.search(text)) and (len(set(text)) > 1 or len(text) == 1)
