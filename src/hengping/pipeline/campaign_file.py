"""Reading ``campaign.yaml``."""

from datetime import date
from pathlib import Path

import msgspec
from pydantic import ValidationError

from hengping.collect.browser.chromium import PATH_VARIABLE, find_chromium
from hengping.collect.windows import parse_windows
from hengping.indicators.yamlfile import Document, read_document
from hengping.model.campaign import Campaign, VisitSettings
from hengping.model.errors import InputError, place
from hengping.model.urls import BadUrlError, normal_url
from hengping.pipeline.campaign_faults import campaign_fault

_ZONE = "Asia/Shanghai"
_DAY_S = 86400
_HOUR_S = 3600
_WEEK_DAYS = 7
_VISITS_A_DAY = 20
"""The official watch: one week, at least 20 spaced visits a day (V19-W2)."""


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
    try:
        document = read_document(path)
    except InputError as error:
        remedy = (error.remedy or "").replace("指标体系文件", "评估设置文件")
        raise InputError(error.what, where=error.where, remedy=remedy) from error
    try:
        campaign = Campaign.model_validate(document.data)
    except ValidationError as error:
        raise campaign_fault(document, error) from error
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
    told += _browser_notices(campaign)
    override = campaign.collect.robots_override
    if not campaign.collect.respect_robots and override is None:
        told.append(
            "collect.respect_robots：不遵守 robots.txt 而没有写明授权依据（robots_override），"
            "被禁止的网址照常采集并计数，佐证中没有授权文件"
        )
    elif not campaign.collect.respect_robots and override is not None:
        told.append(
            f"collect.respect_robots：依{override.authority}《{override.document}》不遵守 robots.txt，已记入佐证"
        )
    if campaign.collect.windows:
        told.append(f"collect.windows：只在北京时间 {'、'.join(campaign.collect.windows)} 采集，拨测不受此限")
    delay_s = campaign.collect.second_look.delay_s
    if delay_s >= _HOUR_S:
        told.append(
            f"collect.second_look：打不开的链接隔{delay_s / _HOUR_S:g}小时复查，采集因此至少再等这么久；"
            "试运行可以设 second_look: {delay_s: 0}"
        )
    return told + _visit_notices(campaign.collect.visits)


def _browser_notices(campaign: Campaign) -> list[str]:
    if campaign.collect.browser == "off" or find_chromium() is not None:
        return []
    setting = f"collect.browser：设为 {campaign.collect.browser}，但未找到浏览器 chromium，不渲染页面"
    remedy = f"请运行 sudo apt-get install -y chromium，或用环境变量 {PATH_VARIABLE} 指明其路径"
    return [f"{setting}；由脚本生成内容的栏目列为待人工确认。{remedy}"]


def _visit_notices(visits: VisitSettings) -> list[str]:
    if not visits.count:
        return ["collect.visits：不拨测，“首页无法访问”不作判断"]
    told = [_plan_notice(visits)]
    if not visits.references:
        told.append("collect.visits.references：未设参照目标，采集端断网时无法自动识别和剔除，断网期间的拨测会计为失败")
    if visits.quorum > 1:
        told.append(
            f"collect.visits.quorum：至少{visits.quorum}个观测点都失败才计为失败，"
            "须并入其他观测点的拨测（hengping visits merge），否则只有一个观测点的失败不计"
        )
    return told


def _plan_notice(visits: VisitSettings) -> str:
    plan = f"collect.visits：每个网站拨测{visits.count}次、每{visits.interval_s:g}秒一次"
    lasting_days = visits.count * visits.interval_s / _DAY_S
    if lasting_days < _WEEK_DAYS or visits.count < lasting_days * _VISITS_A_DAY:
        return f"{plan}，少于规定的连续一周、每天20次，“首页无法访问”的结论只供试运行参考"
    return f"{plan}，采集要持续约{lasting_days:.0f}天；中断后再运行同一条命令即继续"


def _refuse_what_is_not_there(document: Document, campaign: Campaign) -> None:
    """Settings that would change verdicts and that this version cannot follow, or nobody can.

    Raises:
        InputError: names file, line and field.
    """
    for number, url in enumerate(campaign.collect.visits.references):
        try:
            normal_url(url)
        except BadUrlError as error:
            field = ("collect", "visits", "references", number)
            raise InputError(
                f"参照目标不是网址（{url}）",
                where=place(document.path, document.line(field), "collect.visits.references"),
                remedy="写成 https://www.example.cn/ 的样子",
            ) from error
    try:
        parse_windows(campaign.collect.windows)
    except InputError as error:
        line = document.line(("collect", "windows"))
        raise InputError(error.what, where=place(document.path, line, error.where), remedy=error.remedy) from error
    if campaign.timezone != _ZONE:
        raise InputError(
            f"本版本只按北京时间计算日期（{campaign.timezone}）",
            where=place(document.path, document.line(("timezone",)), "timezone"),
            remedy=f"写成 timezone: {_ZONE}",
        )
