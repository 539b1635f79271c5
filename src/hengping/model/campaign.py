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
    jitter_rate: float = Field(
        0, ge=0, le=1, description="时刻随机偏移占间隔的比例；0 表示按固定间隔；随机数由密封的种子决定"
    )
    vantage: str = Field(
        "local", pattern=r"^[a-z0-9][a-z0-9_-]{0,31}$", description="本机观测点的名称，小写字母、数字、横线"
    )
    quorum: int = Field(1, ge=1, description="同一次拨测至少几个观测点都失败才计为失败")
    references: tuple[str, ...] = Field(
        (), description="参照目标网址；拨测失败时若参照目标全部无法访问，视为采集端断网，暂停拨测并剔除该次"
    )
    maintenance: str | None = Field(
        None, description="经批准的维护时段表，列为 site_code,from,to,document；时段内的拨测不计"
    )


class SecondLook(_Settings):
    """Before a link counts as broken it is looked at again, later and by a client that looks like a browser."""

    delay_s: float = Field(21600, ge=0, description="首次发现打不开之后至少隔多少秒复查")
    user_agent: str = Field(
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
        "Chrome/146.0.0.0 Safari/537.36",
        description="复查时使用的客户端标识",
    )


class RobotsOverride(_Settings):
    """Who allowed robots.txt to be passed over in an authorised evaluation; kept with the evidence."""

    authority: str = Field(min_length=1, description="授权单位")
    document: str = Field(min_length=1, description="授权文件名称或文号")
    on: date = Field(description="授权日期")


class CollectSettings(_Settings):
    """How sites are collected."""

    max_pages_per_site: int = Field(3000, ge=1, description="每个网站最多采集的页面数")
    max_bytes_per_response: int = Field(20_000_000, ge=1000, description="单个响应最多保留的字节数")
    max_attachment_mb: int = Field(20, ge=0, description="附件全文采集的单个上限（MB）；0 表示只验证能否打开")
    max_attachments_per_site: int = Field(200, ge=0, description="每个网站全文采集的附件数；其余只验证能否打开")
    max_link_checks_per_site: int = Field(5000, ge=0, description="每个网站最多验证的站外链接、附件和图片数")
    max_requests_per_site: int = Field(30_000, ge=1, description="每个网站最多发出的请求数，含重试、复查和跳转")
    max_bytes_per_site: int = Field(5_000_000_000, ge=1000, description="每个网站最多接收的字节数")
    browser_minutes_per_site: float = Field(5, ge=0, description="每个网站最多使用浏览器的分钟数")
    requests_per_second_per_host: float = Field(4, gt=0, description="对同一主机每秒最多请求数")
    concurrency: int = Field(64, ge=1, description="全部主机合计的并发请求数")
    concurrency_per_host: int = Field(4, ge=1, description="对同一主机的并发请求数")
    timeout_s: float = Field(30, gt=0, description="单次请求的总时限（秒）")
    retries: int = Field(2, ge=0, description="可恢复失败的重试次数")
    retry_delay_s: float = Field(1, ge=0, description="重试前等待的秒数，逐次加倍")
    backoff_max_s: float = Field(300, ge=0, description="服务器要求放慢（429、503、Retry-After）时单次最多等待的秒数")
    windows: tuple[str, ...] = Field(
        (), description="允许采集的时段，例如 22:00-06:00，按 timezone 计；空为全天。拨测不受此限"
    )
    section_share: float = Field(
        0.25, gt=0, le=1, description="其他栏目尚有页面待采时，一个栏目（目录）最多占用页面预算的比例"
    )
    sitemaps: bool = Field(True, description="是否读取网站地图（sitemap）")
    connect_to: dict[str, str] = Field(
        default_factory=dict, description="主机名到地址的改写，“*”表示全部；用于预演和测试"
    )
    allow_private_addresses: bool = Field(False, description="是否允许访问内网地址；connect_to 指定的地址总是允许")
    respect_robots: bool = Field(True, description="是否遵守 robots.txt")
    robots_override: RobotsOverride | None = Field(
        None, description="不遵守 robots.txt 时的授权依据，随佐证留存；respect_robots 为 false 时应填写"
    )
    user_agent: str = Field(
        "Mozilla/5.0 (compatible; Hengping/0.1; government website evaluation)", description="请求时自报的客户端标识"
    )
    contact: str = Field("", description="联系方式（网址、邮箱或电话），附在客户端标识之后，便于网站管理员联系")
    visits: VisitSettings = Field(default_factory=VisitSettings, description="可用性拨测")
    second_look: SecondLook = Field(default_factory=SecondLook, description="对打不开的链接的复查")
    cloaking: bool = Field(
        True, description="是否以搜索引擎来访者的身份再访问一次首页，比对是否给出不同的内容（每个网站多两次请求）"
    )
    search_tests: int = Field(3, ge=0, le=10, description="站内搜索测试的标题数；0 表示不测试")
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
    min_precision: float | None = Field(
        None,
        ge=0,
        le=1,
        description="检查项实测准确率95%区间的下限至少应达到多少；达不到或没有实测的，本次改为人机结合，其问题经人确认才扣分",
    )
    accuracy: str | None = Field(
        None, description="准确率表（hengping accuracy --save 生成）；不写则用程序自带的一份。与 min_precision 同用"
    )
