"""Hosts outside the judged sites: they answer, refuse, limit, or are dead. Served by the same loopback server."""

from dataclasses import dataclass
from typing import Literal

Answer = Literal["ok", "forbidden", "too_many", "gone", "reset", "redirect", "gambling"]


@dataclass(frozen=True, slots=True)
class Outside:
    """An outside host and how it answers every request."""

    host: str
    name: str
    answer: Answer


HOSTS = (
    Outside("www.gov.cn", "中国政府网", "ok"),
    Outside("zwfw.yunxisheng.gov.cn", "云溪政务服务网", "ok"),
    Outside("beian.miit.gov.cn", "备案管理系统", "ok"),
    Outside("www.beian.gov.cn", "公安备案", "ok"),
    Outside("bszs.conac.cn", "党政机关网站标识", "ok"),
    Outside("dcs.conac.cn", "党政机关网站标识", "ok"),
    Outside("zfwzgl.www.gov.cn", "政府网站找错平台", "ok"),
    Outside("ribao.yunxi-news.example", "云溪日报", "ok"),
    Outside("bank.yunxi-finance.example", "云溪银行", "forbidden"),
    Outside("opendata.yunxi-data.example", "云溪数据网", "too_many"),
    Outside("keji.yunxi-tech.example", "云溪科技网", "redirect"),
    Outside("zhaoshang.yunxi-invest.example", "云溪招商网", "gone"),
    Outside("lvyou.yunxi-travel.example", "云溪旅游网", "reset"),
    Outside("www.k8-lecheng.example", "澳门新葡京娱乐城-百家乐在线投注", "gambling"),
    Outside("www.ssc-vip88.example", "时时彩平台-注册送彩金", "gambling"),
    Outside("bjl.hg-yule.example", "真人百家乐-在线投注", "gambling"),
)
BY_HOST = {outside.host: outside for outside in HOSTS}
