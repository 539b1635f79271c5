"""Reading ``campaign.yaml``."""

from datetime import date
from pathlib import Path

import msgspec
from pydantic import ValidationError

from hengping.indicators.faults import schema_faults
from hengping.indicators.yamlfile import Document, read_document
from hengping.model.campaign import Campaign, VisitSettings
from hengping.model.errors import InputError, place

_ZONE = "Asia/Shanghai"
_DAY_S = 86400
_WEEK_DAYS = 7
_VISITS_A_DAY = 20
"""The official watch: one week, at least 20 spaced visits a day (V19-W2)."""
_REMEDIES = {
    "date_from_datetime_parsing": "写成 2026-11-20 的样子",
    "date_parsing": "写成 2026-11-20 的样子",
    "string_pattern_mismatch": "用小写字母、数字、点、横线、下划线，以字母或数字开头，不超过64个字符",
}


class LoadedCampaign(msgspec.Struct, frozen=True):
    """A campaign and the folder its relative paths count from."""

    campaign: Campaign
    folder: Path

    def resolve(self, name: str) -> Path:
        """A path named in the campaign file, relative to that file."""
        return (self.folder / name).resolve()


def load_campaign(path: Path) -> LoadedCampaign:
    """Read and check a campaign file.

    Raises:
        InputError: with file, line and field of the first fault, and how many there are.
    """
    document = read_document(path)
    try:
        campaign = Campaign.model_validate(document.data)
    except ValidationError as error:
        faults = schema_faults(document, error)
        first = faults[0]
        # The settings page, not that of indicator systems, which the shared fault texts name.
        remedy = _REMEDIES.get(error.errors()[0]["type"], first.remedy.replace("指标体系参考页", "评估设置参考页"))
        more = f"（共{len(faults)}处问题）" if len(faults) > 1 else ""
        raise InputError(first.zh + more, where=place(path, first.line, first.field), remedy=remedy) from error
    _refuse_what_is_not_there(document, campaign)
    return LoadedCampaign(campaign, path.resolve().parent)


def notices(campaign: Campaign, today: date) -> list[str]:
    """What the person who starts a run should know about its settings, in Chinese; nothing is left out in silence.

    Args:
        campaign: the settings, with the monitoring time point that counts.
        today: the day the run is started.
    """
    told = []
    if campaign.as_of > today:
        told.append(f"as_of：监测时间点 {campaign.as_of} 在今天（{today}）之后，到那时之前的更新不会计入")
    if campaign.collect.allow_private_addresses:
        told.append("collect.allow_private_addresses：允许访问内网地址，被评网站的链接可能指向内部系统")
    return told + _visit_notices(campaign.collect.visits)


def _visit_notices(visits: VisitSettings) -> list[str]:
    plan = f"collect.visits：每个网站拨测{visits.count}次、每{visits.interval_s:g}秒一次"
    lasting_days = visits.count * visits.interval_s / _DAY_S
    if visits.count == 0:
        return ["collect.visits：不拨测，“首页无法访问”不作判断"]
    if lasting_days < _WEEK_DAYS or visits.count < lasting_days * _VISITS_A_DAY:
        return [f"{plan}，少于规定的连续一周、每天20次，“首页无法访问”的结论只供试运行参考"]
    return [f"{plan}，采集要持续约{lasting_days:.0f}天；中断后再运行同一条命令即继续"]


def _refuse_what_is_not_there(document: Document, campaign: Campaign) -> None:
    """Settings that would change verdicts and that this version cannot follow.

    Raises:
        InputError: names file, line and field.
    """
    if campaign.collect.browser != "off":
        raise InputError(
            f"本版本尚不支持浏览器渲染（{campaign.collect.browser}）",
            where=place(document.path, document.line(("collect", "browser")), "collect.browser"),
            remedy="写成 browser: off；由脚本生成内容的栏目会列为待人工确认",
        )
    if campaign.timezone != _ZONE:
        raise InputError(
            f"本版本只按北京时间计算日期（{campaign.timezone}）",
            where=place(document.path, document.line(("timezone",)), "timezone"),
            remedy=f"写成 timezone: {_ZONE}",
        )
