"""lxml reads links with their texts, meta tags, the title and the visible text of each page. Prints CPU time a page."""

import json
import sys
import time
from pathlib import Path
from urllib.parse import urljoin

import lxml.html

_WARM_UP = 20
_SILENT = {"script", "style", "noscript", "template", "head", "title"}


def read(body: bytes, url: str) -> tuple[list[tuple[str, str]], dict[str, str], str, str]:
    """The task of the anchors: all links resolved, all meta, title, visible text."""
    root = lxml.html.document_fromstring(body, parser=lxml.html.HTMLParser(encoding="utf-8"))
    links = [(urljoin(url, a.get("href")), "".join(a.itertext())) for a in root.iter("a") if a.get("href")]
    meta = {m.get("name") or m.get("property"): m.get("content") or "" for m in root.iter("meta")}
    title = root.findtext(".//title") or ""
    text: list[str] = []
    for element in root.iter():
        if isinstance(element.tag, str) and element.tag not in _SILENT and element.text:
            text.append(element.text)
        if element.tail:
            text.append(element.tail)
    return links, meta, title, " ".join(" ".join(text).split())


folder = Path(sys.argv[1])
pages = json.loads((folder / "pages.json").read_text(encoding="utf-8"))
bodies = [(page["url"], (folder / page["file"]).read_bytes()) for page in pages]
for address, page in bodies[:_WARM_UP]:
    read(page, address)
used = time.process_time()
for address, page in bodies:
    read(page, address)
spent = (time.process_time() - used) * 1000 / len(bodies)
sys.stdout.write(json.dumps({"pages": len(bodies), "cpu_ms": {"lxml": spent}}) + "\n")
