"""The crawl's reader of links against the reader of facts, on pages of the second province."""

import province2

from hengping.extract.links import page_links
from hengping.extract.outlinks import read_outlinks


def test_both_readers_find_the_same_links() -> None:
    pages = links = 0
    for site in province2.province():
        for path, reply in list(site.replies.items())[::4]:  # every address of one kind is made alike
            if not reply.content_type.startswith("text/html") or reply.status != 200:
                continue
            url = f"http://www.luoxi.gov.cn{path}"
            want = page_links(reply.body, url, content_type=reply.content_type)
            got = read_outlinks(reply.body, url, content_type=reply.content_type)
            kinds = {link.url: link.kind for link in want.links}
            assert [(link.url, link.kind) for link in got.links] == list(kinds.items()), path
            assert got.frames == want.frames
            pages, links = pages + 1, links + len(kinds)
    assert pages > 75
    assert links > 750
