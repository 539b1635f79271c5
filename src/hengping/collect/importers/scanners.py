"""Reports of security scanners and of Lighthouse: JSON in, rows out. Pure; unknown fields are passed over."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from hengping.collect.importers import cells
from hengping.collect.importers.cells import part
from hengping.collect.importers.rows import Gathered, SiteFinder
from hengping.model.imported import Imported, ImportKind, Provenance

_MOST_PLACES = 1000
_ZAP_RISK = {"0": "info", "1": "low", "2": "medium", "3": "high"}
_SARIF_LEVEL = {"error": "high", "warning": "medium", "note": "low", "none": "info"}
_NUCLEI = frozenset({"info", "low", "medium", "high", "critical", "unknown"})
_METRICS = {
    "first-contentful-paint": "first_contentful_paint_ms",
    "largest-contentful-paint": "largest_contentful_paint_ms",
    "total-blocking-time": "total_blocking_time_ms",
    "speed-index": "speed_index_ms",
    "interactive": "interactive_ms",
    "server-response-time": "server_response_ms",
    "total-byte-weight": "bytes",
    "cumulative-layout-shift": "layout_shift",
}


class _Entry:
    """One entry of a report on its way to a row."""

    def __init__(self, gathered: Gathered, kind: ImportKind, finder: SiteFinder, origin: Provenance) -> None:
        self._gathered, self._kind, self._finder, self._origin = gathered, kind, finder, origin

    def take(self, number: int, url: str, subject: str, values: dict[str, Any], on: date | None = None) -> None:
        """Keep a row, or say why not."""
        if not subject:
            self._gathered.fault(number, "没有规则编号", remedy="检查文件是否完整")
            return
        site_code = self._finder.find(url=url)
        if not site_code:
            self._gathered.fault(number, self._finder.reason, value=url)
            return
        kept = {key: value for key, value in values.items() if value not in (None, "")}
        row = Imported(
            site_code=site_code,
            kind=self._kind,
            subject=cells.text(subject),
            on=on,
            url=cells.text(url),
            values=kept,
            provenance=self._origin.at(number),
        )
        self._gathered.rows.append(row)


def read_sarif(data: Any, finder: SiteFinder, origin: Provenance) -> Gathered:
    """SARIF 2.1.0: results of all runs that name a place with an http(s) address."""
    gathered = Gathered()
    number = 0
    for run in _dicts(part(data, "runs", list)):
        driver = part(part(run, "tool", dict), "driver", dict) or {}
        tool = f"{part(driver, 'name', str) or ''} {part(driver, 'version', str) or ''}".strip()
        rules = {part(rule, "id", str): rule for rule in _dicts(part(driver, "rules", list))}
        entry = _Entry(gathered, "sarif", finder, origin.by(tool))
        for result in _dicts(part(run, "results", list)):
            number += 1
            rule_id = part(result, "ruleId", str) or part(part(result, "rule", dict), "id", str) or ""
            rule = rules.get(rule_id, {})
            level = (
                part(result, "level", str) or part(part(rule, "defaultConfiguration", dict), "level", str) or "warning"
            )
            message = part(part(result, "message", dict), "text", str) or ""
            places = [uri for uri in _sarif_places(result) if urlsplit(uri).scheme in ("http", "https")]
            if not places:
                gathered.fault(number, "没有指明网址", value=rule_id)
            for url in places:
                entry.take(
                    number, url, rule_id, {"severity": _SARIF_LEVEL.get(level, level), "message": cells.text(message)}
                )
    if part(data, "runs", list) is None:
        gathered.fault(0, "不是SARIF文件：没有 runs")
    return gathered


def _sarif_places(result: dict[str, Any]) -> Iterator[str]:
    for place in _dicts(part(result, "locations", list))[:_MOST_PLACES]:
        artifact = part(part(place, "physicalLocation", dict), "artifactLocation", dict)
        uri = part(artifact, "uri", str)
        if uri:
            yield uri


def read_zap(data: Any, finder: SiteFinder, origin: Provenance) -> Gathered:
    """The JSON report of ZAP: one row per alert and address."""
    gathered = Gathered()
    sites = part(data, "site", list) or ([part(data, "site", dict)] if part(data, "site", dict) else None)
    if sites is None:
        gathered.fault(0, "不是ZAP的JSON报告：没有 site")
        return gathered
    entry = _Entry(gathered, "zap", finder, origin.by(f"ZAP {part(data, '@version', str) or ''}".strip()))
    alerts = [alert for site in _dicts(sites) for alert in _dicts(part(site, "alerts", list))]
    for number, alert in enumerate(alerts, 1):
        values = {
            "severity": _ZAP_RISK.get(str(alert.get("riskcode", "")), "unknown"),
            "title": cells.text(part(alert, "alert", str) or part(alert, "name", str) or ""),
            "confidence": part(alert, "confidence", str),
            "cwe": part(alert, "cweid", str),
        }
        instances = _dicts(part(alert, "instances", list))[:_MOST_PLACES]
        if not instances:
            gathered.fault(number, "没有指明网址", value=values["title"] or "")
        for instance in instances:
            entry.take(number, part(instance, "uri", str) or "", part(alert, "pluginid", str) or "", values)
    return gathered


def read_nuclei(entries: Iterable[tuple[int, Any]], finder: SiteFinder, origin: Provenance) -> Gathered:
    """Nuclei's JSON Lines (or the entries of its JSON array), each with its line number."""
    gathered = Gathered()
    entry = _Entry(gathered, "nuclei", finder, origin.by("nuclei"))
    for number, found in entries:
        if not isinstance(found, dict):
            gathered.fault(number, "不是一条JSON记录", remedy="检查文件是否完整")
            continue
        info = part(found, "info", dict) or {}
        severity = (part(info, "severity", str) or "unknown").lower()
        values = {
            "severity": severity if severity in _NUCLEI else "unknown",
            "title": cells.text(part(info, "name", str) or ""),
            "matcher": part(found, "matcher-name", str),
        }
        url = part(found, "matched-at", str) or part(found, "host", str) or ""
        subject = part(found, "template-id", str) or part(found, "templateID", str) or ""
        entry.take(
            number, url if "://" in url else f"http://{url}", subject, values, _day(part(found, "timestamp", str))
        )
    return gathered


def read_lighthouse(data: Any, finder: SiteFinder, origin: Provenance) -> Gathered:
    """A Lighthouse report: category scores (0–1 as decimal text) and the usual metrics."""
    gathered = Gathered()
    categories = part(data, "categories", dict)
    if categories is None:
        gathered.fault(0, "不是Lighthouse报告：没有 categories")
        return gathered
    error = part(data, "runtimeError", dict)
    if error:
        gathered.fault(1, "报告本身说明测试没有成功", value=part(error, "message", str) or "", remedy="重新测试后导入")
        return gathered
    values: dict[str, Any] = {}
    for name, category in categories.items():
        score = category.get("score") if isinstance(category, dict) else None
        if isinstance(score, (int, float)) and not isinstance(score, bool):
            values[f"score_{name}".replace("-", "_")] = str(score)
    audits = part(data, "audits", dict) or {}
    for name, key in _METRICS.items():
        number = audits[name].get("numericValue") if isinstance(audits.get(name), dict) else None
        if isinstance(number, (int, float)) and not isinstance(number, bool):
            values[key] = round(number) if key.endswith(("_ms", "bytes")) else str(round(number, 4))
    url = part(data, "finalDisplayedUrl", str) or part(data, "finalUrl", str) or part(data, "requestedUrl", str) or ""
    version = part(data, "lighthouseVersion", str) or ""
    entry = _Entry(gathered, "lighthouse", finder, origin.by(f"Lighthouse {version}".strip()))
    entry.take(1, url, "lighthouse", values, _day(part(data, "fetchTime", str)))
    return gathered


def _dicts(entries: Any) -> list[dict[str, Any]]:
    return [entry for entry in entries if isinstance(entry, dict)] if isinstance(entries, list) else []


def _day(stamp: str | None) -> date | None:
    try:
        return date.fromisoformat((stamp or "")[:10])
    except ValueError:
        return None
