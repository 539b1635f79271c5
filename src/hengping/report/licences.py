"""Terms under which the open data may be used (许可): known ones by their SPDX id, or the organiser's own."""

import msgspec

_AS_IS = "数据按现状提供，不作任何担保。以许可协议的完整文本为准。\n"


class Licence(msgspec.Struct, frozen=True, kw_only=True):
    """One licence.

    Attributes:
        name: SPDX id; empty: the organiser's own terms.
        title: as people call it.
        path: address of the full text; empty: what is written here is all of it.
        text: short text.
    """

    name: str = ""
    title: str
    path: str = ""
    text: str = ""


CC_BY = Licence(
    name="CC-BY-4.0",
    title="知识共享署名 4.0 国际许可协议（CC BY 4.0）",
    path="https://creativecommons.org/licenses/by/4.0/legalcode.zh-hans",
    text="您可以复制、发行、展示、修改本数据并用于任何目的，包括商业目的，但须注明发布单位和数据名称，附上本许可协议的"
    "链接，并说明是否作了修改；不得暗示发布单位为您或者您的使用背书，也不得附加限制他人行使上述权利的条款或者技术措施。\n"
    + _AS_IS,
)
"""What holds when nothing else is said: everything is allowed to whoever names the publisher."""

LICENCES = {
    each.name: each
    for each in (
        CC_BY,
        Licence(
            name="CC-BY-SA-4.0",
            title="知识共享署名—相同方式共享 4.0 国际许可协议（CC BY-SA 4.0）",
            path="https://creativecommons.org/licenses/by-sa/4.0/legalcode.zh-hans",
            text="您可以复制、发行、展示、修改本数据并用于任何目的，包括商业目的，但须注明发布单位和数据名称，附上本许可"
            "协议的链接，并说明是否作了修改；修改后再发布的，须采用同样的许可协议。\n" + _AS_IS,
        ),
        Licence(
            name="CC0-1.0",
            title="CC0 1.0 通用公共领域贡献（CC0 1.0）",
            path="https://creativecommons.org/publicdomain/zero/1.0/legalcode.zh-hans",
            text="发布单位在法律允许的范围内放弃对本数据的著作权和相关权利，您可以不经许可用于任何目的。\n" + _AS_IS,
        ),
    )
}
"""Licences that are known by their id."""
