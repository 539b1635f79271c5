"""What the benchmarks print above their goals."""

from hengping.pipeline.bench.archive import BenchArchive
from hengping.pipeline.bench.crawl import BenchCrawl
from hengping.pipeline.bench.crawl_results import Result
from hengping.pipeline.bench.fetch import BenchFetch
from hengping.pipeline.bench.memory import BenchMemory
from hengping.pipeline.bench.read import BenchRead
from hengping.pipeline.bench.report import BenchReport
from hengping.pipeline.bench.run import BenchRun
from hengping.pipeline.bench.run_results import StepResult
from hengping.pipeline.bench.score import BenchScore, DrawPart
from hengping.pipeline.bench.similar import BenchSimilar
from hengping.pipeline.bench.wording import BenchWording


def crawl_lines(found: BenchCrawl) -> list[str]:
    """The web, the server, each contestant."""
    where = "在内存中" if found.in_memory else "在磁盘上（读盘会拖慢结果）"
    ceiling = "没有安装wrk" if found.wrk_per_s is None else f"wrk每秒{found.wrk_per_s:.0f}次"
    lines = [
        f"测试网站：{found.sites}个 × {found.pages}页，平均{found.page_bytes / 1000:.1f} KB，{where}",
        f"服务器：{found.server_version}，单独占一个核；上限：{ceiling}；{found.rounds}轮取中位数",
    ]
    for result in found.results:
        lines += _contestant(result)
    return lines


def _contestant(result: Result) -> list[str]:
    if not result.installed:
        return [f"{result.title}：未安装"]
    if not result.valid:
        return [f"{result.title}：无效，{result.note}"]
    archived = f"，存档{result.archived_bytes / 1e6:.1f} MB" if result.archived_bytes else ""
    return [
        f"{result.title}（{result.does}）",
        (
            f"  {result.sites}个网站，每秒{result.pages_per_s:.1f}页，每秒处理器时间{result.pages_per_cpu_s:.1f}页；"
            f"用时{result.seconds:.2f}秒（含启动{result.process_s:.2f}秒），处理器{result.cpu_s:.2f}秒，"
            f"内存{result.peak_mb:.0f} MB{archived}"
        ),
    ]


def memory_lines(found: BenchMemory) -> list[str]:
    """How far it came, and memory on the way."""
    lines = [
        (
            f"{found.urls}个网址，采集{found.pages}页，用时{found.seconds:.0f}秒，每秒{found.pages_per_s:.0f}页，"
            f"处理器{found.cpu_s:.0f}秒，内存峰值{found.peak_mb:.0f} MB"
        )
    ]
    shown = found.memory[:: max(1, len(found.memory) // 10)]
    lines += [f"  {count}页时{mb:.0f} MB" for count, mb in shown]
    if found.base_mb is None:
        lines.append("不足十万页，没有测增长")
    elif found.end_mb is not None:
        lines.append(f"十万页时{found.base_mb:.0f} MB，结束时{found.end_mb:.0f} MB")
    return lines


def run_lines(found: BenchRun) -> list[str]:
    """The web, each step, the stages of the whole evaluation."""
    where = "在内存中" if found.in_memory else "在磁盘上（读写盘会拖慢结果）"
    sizes = "，".join(f"{_PARTS[name]}{size:.1f} MB" for name, size in found.megabytes.items())
    lines = [
        f"测试网站：{found.sites}个 × {found.pages}页，平均{found.page_bytes / 1000:.1f} KB，{where}",
        (
            f"服务器：{found.server_version}；{found.workers}个进程；指标体系 {found.system}，再次评估 {found.second}；"
            f"{found.rounds}轮取中位数"
        ),
        f"每次评估：检查结果{found.findings}条；{sizes}",
    ]
    for step in found.steps:
        lines += _step(step)
    return lines


_PARTS = {
    "evidence": "佐证",
    "facts": "事实",
    "findings": "检查结果",
    "scores": "得分",
    "results": "结果表",
    "reports": "文档",
}
_STAGES = {
    "setup": "准备",
    "collect": "采集",
    "extract": "读取",
    "check": "检查",
    "score": "评分",
    "rank": "排名",
    "report": "文档",
}


def _step(step: StepResult) -> list[str]:
    if not step.valid:
        return [f"{step.title}：无效，{step.note}"]
    share = "" if step.name == "crawl" or step.of_crawl is None else f"，为只采集的{step.of_crawl:.3f}倍"
    by_cpu = "" if not share or step.cpu_of_crawl is None else f"（按处理器时间{step.cpu_of_crawl:.3f}倍）"
    line = f"{step.title}：{step.seconds:.2f}秒，处理器{step.cpu_s:.2f}秒，内存{step.peak_mb:.0f} MB{share}{by_cpu}"
    if step.name != "evaluation":
        return [line]
    stages = "；".join(
        f"{_STAGES.get(stage.name, stage.name)}{stage.seconds:.2f}秒（处理器{stage.cpu_s:.2f}秒）"
        for stage in step.stages
    )
    return [line, f"  {stages}"]


def fetch_lines(found: BenchFetch) -> list[str]:
    """Rates and handshakes."""
    return [
        f"{found.sites}台主机，每轮{found.requests}次请求，{found.rounds}轮取中位数；服务器：{found.server}",
        f"  wrk：{_rate(found.wrk_per_s)}",
        f"  衡评：{_rate(found.ours_per_s)}，每页处理器{_ms(found.cpu_ms_per_page)}",
        f"  衡评，TLS：{_rate(found.ours_tls_per_s)}，每页处理器{_ms(found.tls_cpu_ms_per_page)}",
        (
            "  TLS握手：没有测（需要nginx）"
            if found.handshakes is None
            else f"  TLS握手：每台主机最多{found.handshakes}次，并发位{found.slots}个"
        ),
    ]


def archive_lines(found: BenchArchive) -> list[str]:
    """Rates, sizes, members."""
    return [
        f"每轮{found.pages}页，{found.rounds}轮取中位数",
        f"  衡评（请求、元数据、响应）：{_rate(found.ours_per_s, '页')}，每页处理器{_ms(found.ours_cpu_ms)}",
        f"  warcio（只有响应）：{_rate(found.warcio_per_s, '页')}，每页处理器{_ms(found.warcio_cpu_ms)}",
        f"  大小：原来的{found.size_ratio:.3f}，zlib 6级为{found.zlib_ratio:.3f}",
        f"  {found.records}条记录，{found.members}个gzip成员",
    ]


def _rate(value: float | None, unit: str = "次") -> str:
    return "没有测" if value is None else f"每秒{value:.0f}{unit}"


def _ms(value: float | None) -> str:
    return "时间没有测" if value is None else f"{value:.2f}毫秒"


def score_lines(found: BenchScore) -> list[str]:
    """Exact scoring, then the draws."""
    exact = found.exact
    lines = [
        (
            f"精确评分（含全部来历）：{exact.sites} 个网站 × {exact.items} 个评分点，{exact.findings} 条检查结果，"
            f"{exact.processes} 个进程，{exact.ranked} 个网站排名"
        ),
        f"  用时 {exact.seconds:.1f} 秒，处理器时间 {exact.cpu_seconds:.1f} 秒；内存峰值合计 {exact.peak_mb:.0f} MB",
        (
            f"  每个网站的处理器时间 {exact.ms_per_site:.2f} 毫秒；"
            f"{exact.small_sites} 个网站时 {exact.small_ms_per_site:.2f} 毫秒，相差 {exact.growth:.2f} 倍"
        ),
    ]
    for part in found.draws:
        lines += _draws(part)
    lines.append(f"小样本上与逐次计算的名次{'完全相同' if found.identical else '不同'}")
    return lines


def _draws(part: DrawPart) -> list[str]:
    ties = "按精确总分并列" if part.ties_on == "raw" else "按印出的总分并列"
    return [
        f"抽样排名（{ties}）：{part.draws} 次 × {part.sites} 个网站，{part.threads} 个线程",
        f"  用时 {part.seconds:.1f} 秒，处理器时间 {part.cpu_seconds:.1f} 秒；内存峰值 {part.peak_mb:.0f} MB",
        (
            f"  逐行循环需 {part.naive_seconds:.0f} 秒（处理器时间 {part.naive_cpu_seconds:.0f} 秒），"
            f"慢 {part.ratio:.0f} 倍（按处理器时间 {part.cpu_ratio:.0f} 倍）"
        ),
        f"    {part.naive}：{part.naive_loop}，每次 {part.naive_ms:.0f} 毫秒，由 {part.naive_draws} 次推算",
        f"  整表循环需 {part.table_seconds:.0f} 秒，慢 {part.table_ratio:.0f} 倍",
        f"    {part.naive}：{part.table_loop}，由 {part.table_draws} 次推算",
    ]


_READERS = {
    "lexbor": "lexbor只解析",
    "links": "衡评：链接与正文长度（采集所读）",
    "text": "衡评：标题、正文、可见文字",
    "facts": "衡评：全部事实",
    "judged": "衡评：全部事实、全站汇总和全部检查",
    "lxml": "lxml：链接、meta、标题、正文",
    "trafilatura": "trafilatura：正文",
}


def read_lines(found: BenchRead) -> list[str]:
    """Processor time a page, by contestant."""
    lines = []
    for times in found.sets:
        what = "测试网站" if times.name == "bench" else "真实页面"
        lines.append(f"{what}{times.pages}页，平均{times.page_bytes / 1000:.1f} KB，{found.rounds}轮取中位数")
        for who, title in _READERS.items():
            spent = times.cpu_ms.get(who)
            if spent is None:
                lines.append(f"  {title}：未安装")
                continue
            share = times.ratio(who, "lexbor")
            of_parse = "" if share is None else f"，为只解析的{share:.3f}"
            lines.append(f"  {title}：每页{spent:.3f}毫秒，每核每秒{1000 / spent:.0f}页{of_parse}")
    return lines


def similar_lines(found: BenchSimilar) -> list[str]:
    """Fingerprints, recall, pairs."""
    theirs = "没有安装" if found.datasketch_ms is None else f"{found.datasketch_ms:.3f}毫秒"
    recall = "没有测" if found.datasketch_recall is None else f"{found.datasketch_recall:.2%}"
    return [
        f"每轮{found.texts}篇文章，{found.rounds}轮取中位数",
        f"  指纹，每篇处理器时间：衡评 {found.ours_ms or 0:.4f}毫秒，datasketch {theirs}",
        f"  近似文章查全率：衡评 {found.recall or 0:.2%}，datasketch {recall}；误认{found.false}对",
        (
            f"  {found.documents}篇找相似对：{found.pairs_s or 0:.2f}秒（处理器{found.pairs_cpu_s or 0:.2f}秒），"
            f"{found.pairs}对，内存{found.pairs_mb or 0:.0f} MB"
        ),
    ]


def wording_lines(found: BenchWording) -> list[str]:
    """Rates and times to build."""
    theirs = "没有安装" if found.peer_mchar_s is None else f"每秒{found.peer_mchar_s:.2f}百万字"
    return [
        (
            f"{found.phrases}条词语，{found.texts}篇共{found.characters / 1e6:.1f}百万字，埋入{found.planted}处，"
            f"{found.rounds}轮取中位数"
        ),
        f"  衡评：每秒{found.ours_mchar_s or 0:.2f}百万字，建表{found.ours_build_s or 0:.3f}秒（处理器时间）",
        f"  pyahocorasick：{theirs}，建表{found.peer_build_s or 0:.3f}秒",
    ]


def report_lines(found: BenchReport) -> list[str]:
    """The reports, each form of bulletin and workbook, the peers."""
    lines = []
    one = found.reports
    if one is not None:
        lines += [
            f"单站报告：{one.sites}个网站，{one.processes}个进程，每份含网页和PDF，平均{one.pictures:.1f}幅佐证图",
            (
                f"  用时{one.seconds:.1f}秒，处理器{one.cpu_s:.1f}秒，每个网站{one.cpu_ms:.0f}毫秒，"
                f"内存{one.peak_mb:.0f} MB；网页{one.page_kb:.0f} KB，PDF {one.pdf_kb:.0f} KB"
            ),
            f"  结果不变时再次运行{one.again_s:.2f}秒；重写的字节{'相同' if one.identical else '不同'}",
        ]
    if found.forms:
        lines.append(f"通报和工作簿：{found.sites}个网站，{found.items}个评分点")
    for form in found.forms:
        name = _FORMS[form.form]
        if form.error:
            lines.append(f"  {name}：没有写成，{form.error}")
            continue
        lines.append(
            f"  {name}：用时{form.seconds:.1f}秒，处理器{form.cpu_s:.1f}秒，内存{form.peak_mb:.0f} MB，"
            f"文件{form.megabytes:.1f} MB"
        )
    for peer in found.peers:
        if peer.ratio is None:
            lines.append(f"{peer.title}：未安装或没有写成")
        else:
            lines.append(
                f"{peer.title}：{peer.rows}行，每秒{peer.peer_per_s:.0f}行；衡评每秒{peer.ours_per_s:.0f}行，"
                f"为其{peer.ratio:.1f}倍"
            )
    return lines


_FORMS = {
    "docx": "通报Word",
    "pdf": "通报PDF",
    "html": "通报网页",
    "json": "数据登记表",
    "xlsx": "工作簿",
}
