"""``archive``: evidence to share and to keep."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from hengping.cli.commands.evaluate import Json
from hengping.cli.console import out, print_json
from hengping.model.errors import InputError
from hengping.pipeline import archive as archives
from hengping.pipeline import archive_retention

app = typer.Typer(
    help="佐证的导出、留存和时间戳。Evidence to share and to keep.", no_args_is_help=True, rich_markup_mode=None
)

Run = Annotated[Path, typer.Argument(metavar="RUN", help="评估结果目录。Run folder.")]
_MEGA = 1_000_000


@app.command("export")
def export(
    run: Run,
    file: Annotated[Path, typer.Option("--out", metavar="FILE.wacz", help="要生成的文件。File to make.")],
    site: Annotated[str, typer.Option("--site", metavar="CODE", help="只导出一个网站。Only this site.")] = "",
    json: Json = False,
) -> None:
    """打包成WACZ，公开的网页存档浏览器可以打开。Pack as WACZ for public viewers."""
    done = archives.export_wacz(run, file, site_code=site)
    if json:
        print_json({"out": str(done.out), "sites": done.sites, **_fields(done.result)})
        return
    result = done.result
    out().print(
        f"已导出{done.sites}个网站：{result.pages}个页面、{result.records}条记录，"
        f"{result.size / _MEGA:.1f} MB：{done.out}",
        soft_wrap=True,
        markup=False,
    )
    out().print(f"摘要（代表包内全部文件）：{result.digest}", soft_wrap=True, markup=False)


@app.command("cdxj")
def cdxj(
    run: Run,
    site: Annotated[str, typer.Option("--site", metavar="CODE", help="哪个网站。Which site.")],
) -> None:
    """以CDXJ格式输出一个网站的佐证索引。Print the index of one site as CDXJ."""
    for line in archives.site_cdxj(run, site):
        sys.stdout.buffer.write(line)


@app.command("prune")
def prune(
    run: Run,
    keep: Annotated[
        list[str],
        typer.Option(
            "--keep",
            metavar="KIND=DAYS",
            help="留存天数，可重复：images 图片、links 正常链接的核验、shots 截图。Days to keep, by kind.",
        ),
    ],
    reason: Annotated[str, typer.Option("--reason", help="依据，写入清除记录。Basis, kept with the list.")] = "",
    yes: Annotated[bool, typer.Option("--yes", help="执行；缺省只列出。Do it; default is to tell only.")] = False,
    json: Json = False,
) -> None:
    """按留存规定清除到期且无结论引用的内容。Drop what a retention policy no longer keeps."""
    plan = archive_retention.prune(run, _policy(keep), reason=reason, do=yes)
    if json:
        print_json({"done": plan.done, "sites": plan.sites, "counts": plan.counts, "bytes": plan.size})
        return
    console = out()
    kinds = "，".join(f"{archive_retention.KINDS[kind]}{count}件" for kind, count in plan.counts.items()) or "无"
    console.print(
        f"{'已清除' if plan.done else '将清除'}：{kinds}；涉及{plan.sites}个网站，约{plan.size / _MEGA:.1f} MB"
    )
    if not plan.done:
        console.print("这只是预览，没有改动；确认后加 --yes 执行，执行后不可恢复")


@app.command("timestamp")
def timestamp(
    run: Run,
    add: Annotated[Path | None, typer.Option("--add", metavar="FILE.tsr", help="收存答复。Keep an answer.")] = None,
    ca: Annotated[
        Path | None, typer.Option("--ca", metavar="FILE.pem", help="信任的证书。Certificates to trust.")
    ] = None,
    json: Json = False,
) -> None:
    """生成时间戳申请（RFC 3161），或收存时间戳机构的答复。Ask for a time stamp, or keep the answer."""
    if add is None:
        request = archives.ask_for_stamp(run)
        if json:
            print_json({"request": str(request)})
        else:
            out().print(f"时间戳申请：{request}；交时间戳机构签发后，用 --add 收存答复", soft_wrap=True, markup=False)
        return
    stamp = archives.keep_stamp(run, add, ca)
    if json:
        print_json(stamp)
        return
    out().print(f"已收存：清单第{stamp.line}行，时间{stamp.stamped_at:%Y-%m-%d %H:%M:%S} UTC")
    checked = (
        "签名已按所给证书核验" if stamp.signature_checked else "签名和证书链未核验（用 --ca 给出信任的证书才核验）"
    )
    out().print(f"已核对：已获批准，摘要和随机数与申请一致；{checked}")


def _policy(keep: list[str]) -> dict[str, int]:
    policy = {}
    for item in keep:
        kind, _, days = item.partition("=")
        if kind not in archive_retention.KINDS or not (days.isascii() and days.isdigit()):
            known = "、".join(archive_retention.KINDS)
            raise InputError(f"留存规定“{item}”有误", where="--keep", remedy=f"写作 种类=天数，种类为 {known}")
        policy[kind] = int(days)
    return policy


def _fields(result: object) -> dict[str, object]:
    return {name: getattr(result, name) for name in ("files", "pages", "records", "size", "digest")}
