"""What ``bench web`` prints above its goals."""

from hengping.pipeline.bench.web import BenchWeb


def web_lines(found: BenchWeb) -> list[str]:
    """The load, each kind of page, the public pages."""
    lines = [
        f"{found.sites}个网站 × {found.items}个评分点，入库用时{found.load_s:.1f}秒",
        (
            f"{found.users}人同时使用{found.seconds:.0f}秒，每人每{found.think_s:g}秒打开一页：共{found.pages}页，"
            f"出错{found.errors}页，每秒{found.pages_per_s:.1f}页"
        ),
    ]
    lines += [
        f"  {page.name}：{page.count}页，中位数{page.median_ms:.0f}毫秒，95%在{page.p95_ms:.0f}毫秒以内"
        for page in found.kinds
    ]
    ceiling = "没有安装wrk，未测" if found.public_per_s is None else f"每秒{found.public_per_s:.0f}次"
    return [*lines, f"公开页面（首页）：{ceiling}"]
