"""The evaluation (绩效评估) as configured: the typed form of ``campaign.yaml`` (contract)."""

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class _Settings(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class VisitSettings(_Settings):
    """Availability visits. The official rule is at least 20 spaced visits a day for a week, 15 s, 5 % (V19-W2)."""

    count: int = Field(140, ge=0, description="拨测次数；0 表示不拨测")
    interval_s: float = Field(4320, ge=0, description="两次拨测的间隔（秒）；一周140次即每4320秒一次")
    timeout_s: float = Field(15, gt=0, description="超过多少秒未打开即为失败")


class CollectSettings(_Settings):
    """How sites are collected."""

    max_pages_per_site: int = Field(3000, ge=1, description="每个网站最多采集的页面数")
    max_bytes_per_response: int = Field(20_000_000, ge=1000, description="单个响应最多保留的字节数")
    max_link_checks_per_site: int = Field(5000, ge=0, description="每个网站最多验证的站外链接、附件和图片数")
    requests_per_second_per_host: float = Field(4, gt=0, description="对同一主机每秒最多请求数")
    concurrency: int = Field(64, ge=1, description="全部主机合计的并发请求数")
    concurrency_per_host: int = Field(4, ge=1, description="对同一主机的并发请求数")
    timeout_s: float = Field(30, gt=0, description="单次请求的总时限（秒）")
    retries: int = Field(2, ge=0, description="可恢复失败的重试次数")
    retry_delay_s: float = Field(1, ge=0, description="重试前等待的秒数，逐次加倍")
    connect_to: dict[str, str] = Field(
        default_factory=dict, description="主机名到地址的改写，“*”表示全部；用于预演和测试"
    )
    allow_private_addresses: bool = Field(False, description="是否允许访问内网地址；connect_to 指定的地址总是允许")
    respect_robots: bool = Field(True, description="是否遵守 robots.txt")
    user_agent: str = Field(
        "Mozilla/5.0 (compatible; Hengping/0.1; government website evaluation)", description="请求时自报的客户端标识"
    )
    visits: VisitSettings = Field(default_factory=VisitSettings, description="可用性拨测")
    browser: Literal["off", "home", "sample", "all"] = Field("off", description="用浏览器渲染哪些页面")


class Campaign(_Settings):
    """One evaluation: who is judged, by what, when and how."""

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9._-]{0,63}$", description="评估编号，小写字母、数字、点、横线")
    title: str = Field(min_length=1, description="评估名称，印在通报上")
    organiser: str = Field("", description="组织单位，印在通报落款")
    systems: tuple[str, ...] = Field(min_length=1, description="指标体系：库中的编号，或文件路径")
    roster: str = Field("roster.csv", description="评估名单（CSV、XLSX 或 XLS）")
    as_of: date = Field(description="监测时间点；所有时限由此往回算")
    timezone: str = Field("Asia/Shanghai", description="时区")
    collect: CollectSettings = Field(default_factory=CollectSettings, description="采集设置")
    measures: str | None = Field(
        None, description="外部数值的表（满意度、人工评定的等次等），列为 site_code,item,value，写法同 judge"
    )
    divisions: str | None = Field(None, description="补充或替换行政区划代码的文件，列为 code,name")
    previous: str | None = Field(None, description="上一轮评估（或 judge）的结果目录，用于同比")
    successors: str | None = Field(
        None, description="网站更名、合并、拆分的对照表，列为 old_site_code,new_site_code,reason,on；与 previous 同用"
    )
    min_coverage: float = Field(0.8, ge=0, le=1, description="至少多大比例的网站得到评分，否则退出码为 3")
