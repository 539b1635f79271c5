"""The pages that ``bench read`` has read: those of the benchmark's web, or real ones from a folder."""

from pathlib import Path

import msgspec

from hengping.pipeline.bench.tree import TreeSize, plan_site, site_files

PAGES_FILE = "pages.json"
_HOST = "http://www.example.gov.cn"
_HTML = "text/html; charset=utf-8"


class BenchPage(msgspec.Struct, frozen=True):
    """One page: its file, where it was served and how; ``home``: it is the site's home page."""

    file: str
    url: str
    content_type: str = ""
    home: bool = False


def write_pages(folder: Path, count: int) -> int:
    """Write one site of the benchmark's web; returns the bytes of its pages."""
    size = TreeSize(sites=1, pages=count)
    bodies = [(path, body) for path, body in site_files(size, plan_site(size, 0)) if path.endswith(("/", ".html"))]
    pages = [
        BenchPage(f"{number:06d}", f"{_HOST}{path}", _HTML, home=path == "/") for number, (path, _) in enumerate(bodies)
    ]
    return _write(folder, pages, [body for _, body in bodies])


def write_real_pages(folder: Path, source: Path) -> int:
    """Copy the HTML files of a folder, in the order of their names; returns their bytes, 0 when there are none."""
    files = sorted(source.rglob("*.html"))
    bodies = [file.read_bytes() for file in files]
    pages = [BenchPage(f"{number:06d}", f"{_HOST}/a/{file.name}") for number, file in enumerate(files)]
    return _write(folder, pages, bodies)


def _write(folder: Path, pages: list[BenchPage], bodies: list[bytes]) -> int:
    folder.mkdir(parents=True)
    for page, body in zip(pages, bodies, strict=True):
        (folder / page.file).write_bytes(body)
    (folder / PAGES_FILE).write_bytes(msgspec.json.encode(pages))
    return sum(map(len, bodies))
