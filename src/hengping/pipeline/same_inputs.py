"""Whether a run folder may serve a campaign as it stands now: a folder serves one set of inputs (docs/adr/0020).

What decides who is judged, by what, and how much is collected may not change once there is evidence; it is refused by
name. The other settings of the collection may change between attempts, yet evidence that is there stays as it was
collected: nothing is asked for again because of them, and that is said.
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

from hengping.evidence.archive import INDEX_FILE
from hengping.evidence.run_folder import RunFolder
from hengping.evidence.visits import VISITS_FILE, read_visits
from hengping.model.errors import RunError
from hengping.model.site import Site
from hengping.pipeline.run_info import RunInfo
from hengping.pipeline.stamps import stamped
from hengping.pipeline.visits_maintenance import MAINTENANCE_FILE

_SCOPE = frozenset(
    {
        "max_pages_per_site",
        "max_bytes_per_response",
        "max_link_checks_per_site",
        "respect_robots",
        "allow_private_addresses",
        "visits.count",
        "visits.interval_s",
        "visits.jitter_rate",
        "visits.timeout_s",
        "visits.vantage",
    }
)
"""Settings below ``collect`` that decide what is collected: run.json must go on saying how the evidence was made."""
_PACE = frozenset(
    {"requests_per_second_per_host", "concurrency", "concurrency_per_host", "windows", "retry_delay_s", "backoff_max_s"}
)
"""Settings that only say how fast: they change nothing of what is found, so nothing is said of them."""
_LONGEST = 60


def refuse_other_inputs(standing: RunInfo, wanted: RunInfo, folder: RunFolder) -> None:
    """A run folder serves one set of inputs; how fast sites are asked may change between attempts.

    Raises:
        RunError: names what differs.
    """
    pairs: list[tuple[str, object, object]] = [
        ("评估编号", standing.campaign.get("id"), wanted.campaign.get("id")),
        ("监测时间点", standing.as_of, wanted.as_of),
        ("评估名单", standing.roster, wanted.roster),
        ("行政区划", standing.divisions, wanted.divisions),
        ("外部数值", standing.measures, wanted.measures),
        ("准确率表", standing.accuracy, wanted.accuracy),
        ("维护时段", standing.maintenance, wanted.maintenance),
        ("指标体系", standing.systems, wanted.systems),
        ("上一轮结果", standing.previous, wanted.previous),
    ]
    different = [name for name, one, other in pairs if one != other]
    if folder.evidence_dir.exists():
        scope = [text for name, text in changed_settings(standing, wanted) if name in _SCOPE]
        different += [f"采集范围（{'，'.join(scope)}）"] if scope else []
    if different:
        raise RunError(
            f"目录中的评估与本次不同：{'、'.join(different)}",
            where=str(folder.path),
            remedy="换一个 --out 目录，按新的设置重新采集；或改回原来的设置，在原目录继续",
        )


def changed_settings(standing: RunInfo, wanted: RunInfo) -> list[tuple[str, str]]:
    """Settings below ``collect`` that differ: name, and name with the old and the new value for people."""
    before, after = (_flat(info.settings.collect.model_dump(mode="json")) for info in (standing, wanted))
    return [
        (name, f"collect.{name}：{_short(before.get(name))} 改为 {_short(after.get(name))}")
        for name in after
        if before.get(name) != after.get(name)
    ]


def kept_notice(standing: RunInfo, wanted: RunInfo, folder: RunFolder, sites: Iterable[Site]) -> str:
    """What is to be said when the collection's settings have changed and evidence is kept all the same, in Chinese.

    Empty when no setting changed that matters, or when there is no evidence yet.

    Raises:
        EvidenceError: visits cannot be read.
    """
    changed = [text for name, text in changed_settings(standing, wanted) if name not in _PACE]
    started = [site for site in sites if (folder.site_evidence(site.site_code) / INDEX_FILE).exists()]
    if not changed or not started:
        return ""
    complete = sum(stamped(folder.path, "collect", site.site_code) for site in started)
    results: Counter[str] = Counter()
    for site in started:
        results.update(visit.result for visit in read_visits(folder.site_evidence(site.site_code) / VISITS_FILE))
    failed = results["failed"] + results["own_fault"]
    visits = f"，其中已有的{results.total()}次拨测里{failed}次没有打开" if failed else ""
    return (
        f"注意：采集设置与上次不同（{'；'.join(changed)}）。已有的佐证是按原设置采集的，照样计入、不会重采："
        f"{complete}个网站已采集完，{len(started) - complete}个采了一部分{visits}。"
        "新设置只用于此后的请求。要全部按新设置采集，换一个 --out 目录运行；"
        f"只重采个别网站，删除 {folder.evidence_dir.name}/<标识码> 整个目录，再运行同一条命令（清单会有记载）"
    )


def refuse_foreign_folder(folder: RunFolder) -> None:
    """An existing folder must be empty, or hold nothing but what a killed start leaves.

    Raises:
        RunError: it is a file, or holds something else.
    """
    path = folder.path
    if not path.exists():
        return
    if not path.is_dir():
        raise RunError("已有同名文件，不是目录", where=str(path), remedy="换一个 --out 目录")
    copies: set[Path] = {folder.roster_csv, folder.divisions_csv, folder.systems_dir, folder.previous_dir}
    copies |= {folder.measures_csv, folder.accuracy_json, folder.path / MAINTENANCE_FILE}
    copies |= {folder.manifest, folder.state_dir}
    parts = {copy.with_name(f".{copy.name}.part") for copy in (*copies, folder.run_json)}
    if any(entry not in copies | parts for entry in path.iterdir()):
        raise RunError("目录不是空的，也不是评估结果目录", where=str(path), remedy="换一个目录，或先清空")


def _flat(settings: Mapping[str, object], below: str = "") -> dict[str, object]:
    """Settings by dotted name; tables that hold names of hosts stay whole."""
    flat: dict[str, object] = {}
    for name, value in settings.items():
        if name in {"visits", "second_look"} and isinstance(value, Mapping):
            flat |= _flat(value, f"{name}.")
        else:
            flat[f"{below}{name}"] = value
    return flat


def _short(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
