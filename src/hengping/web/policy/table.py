"""The policy table (权限表): every action, who may take it, and in which stages. Nothing else grants a right.

A page or API operation names one action of this table. An action that is not here is refused; a role that is not named
in a row is refused. Where a row is about a site, a judged body's people have the right for their own sites only.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.translation import get_language

from hengping.web.policy.words import EVERY_STAGE, OPEN_STAGES, PUBLIC_STAGES, TOLD_STAGES, Role, Stage

_O, _A, _R, _S, _U, _P = (
    Role.ORGANISER,
    Role.ASSESSOR,
    Role.ARBITER,
    Role.OPERATOR,
    Role.AUDITOR,
    Role.PUBLIC,
)
_D, _C, _I, _X, _E, _F, _B = (
    Stage.DRAFT,
    Stage.COLLECTING,
    Stage.PRELIMINARY,
    Stage.OBJECTION,
    Stage.REASSESSING,
    Stage.FINAL,
    Stage.PUBLISHED,
)
Stages = frozenset[Stage]


@dataclass(frozen=True, kw_only=True)
class Action:
    """A row.

    Attributes:
        action_id: what pages, services and the log call it.
        zh, en: what it is called on screen.
        allow: stages by role; for actions outside any evaluation only the roles matter.
        of_campaign: it is about an evaluation; else about the platform.
        of_site: it is about one site of an evaluation.
        any_user: everybody who has signed in may (own account, own tokens).
    """

    action_id: str
    zh: str
    en: str
    allow: Mapping[Role, Stages] = field(default_factory=dict)
    of_campaign: bool = True
    of_site: bool = False
    any_user: bool = False

    @property
    def title(self) -> str:
        """What it is called in the language of whoever looks."""
        return self.en if (get_language() or "").startswith("en") else self.zh


def _row(action_id: str, zh: str, en: str, **allow: Stages) -> Action:
    return Action(action_id=action_id, zh=zh, en=en, allow={Role(name): stages for name, stages in allow.items()})


def _site(action_id: str, zh: str, en: str, **allow: Stages) -> Action:
    rights = {Role(name): stages for name, stages in allow.items()}
    return Action(action_id=action_id, zh=zh, en=en, allow=rights, of_site=True)


def _platform(action_id: str, zh: str, en: str, *roles: Role) -> Action:
    return Action(action_id=action_id, zh=zh, en=en, allow=dict.fromkeys(roles, EVERY_STAGE), of_campaign=False)


def _own(action_id: str, zh: str, en: str) -> Action:
    return Action(action_id=action_id, zh=zh, en=en, of_campaign=False, any_user=True)


_TEAM = {"organiser": EVERY_STAGE, "assessor": EVERY_STAGE, "arbiter": EVERY_STAGE, "auditor": EVERY_STAGE}
_OVERSEERS = {"organiser": EVERY_STAGE, "arbiter": EVERY_STAGE, "auditor": EVERY_STAGE}
_AFTER_DRAFT = EVERY_STAGE - {_D}
_JUDGING = frozenset({_C, _I, _X, _E})
_BEFORE_FINAL = frozenset({_D, _C, _I, _X, _E})

_ROWS = (
    # Account and organisations
    _own("account.use", "使用本人账号", "Use one's own account"),
    _own("token.own", "管理本人的接口令牌", "Manage one's own API tokens"),
    _platform("organisation.view", "查看机构", "See organisations", _O, _U),
    _platform("organisation.manage", "管理机构和人员", "Manage organisations and people", _O),
    _platform("organisation.move", "移动机构", "Move an organisation", _O),
    _platform("account.unlock", "解除账号锁定", "Unlock an account", _O),
    _platform("account.reset_factor", "重置两步验证", "Reset a second factor", _O),
    _platform("invitation.send", "邀请人员", "Invite people", _O),
    _platform("log.view", "查看操作日志", "See the log of acts", _O, _U),
    _platform("register.view", "查看网站登记", "See the register of sites", _O, _U),
    _platform("register.edit", "修改网站登记", "Edit the register of sites", _O),
    _platform("campaign.create", "新建绩效评估", "Create an evaluation", _O),
    _platform("webhook.manage", "管理事件通知地址", "Manage webhooks", _O),
    _platform("rhythm.view", "查看监督节奏", "See the supervision rhythm", _O, _U),
    _platform("rhythm.edit", "设置监督节奏", "Set the supervision rhythm", _O),
    Action(
        action_id="public.view",
        zh="浏览已发布的内容",
        en="See what is published",
        allow=dict.fromkeys(Role, EVERY_STAGE),
        of_campaign=False,
    ),
    # An evaluation
    _row("campaign.view", "查看绩效评估", "See an evaluation", **_TEAM, operator=_AFTER_DRAFT, public=PUBLIC_STAGES),
    _row("campaign.files", "上传附属文件", "Upload tables of an evaluation", organiser=_BEFORE_FINAL),
    _row("campaign.edit", "修改绩效评估", "Edit an evaluation", organiser=frozenset({_D})),
    _row("campaign.calendar", "安排时间", "Set dates", organiser=EVERY_STAGE - {Stage.ARCHIVED}),
    _row("campaign.advance", "推进阶段", "Move on to the next stage", organiser=EVERY_STAGE - {Stage.ARCHIVED}),
    _row("campaign.clone", "沿用往年设置", "Clone an evaluation", organiser=EVERY_STAGE),
    _row(
        "campaign.approve", "批准名单和发布", "Approve lists and publication", organiser=frozenset({_F}) | PUBLIC_STAGES
    ),
    _row("campaign.publish", "发布结果", "Publish", organiser=frozenset({_F})),
    _row("campaign.correct", "发布更正", "Publish a correction", organiser=frozenset({_F}) | PUBLIC_STAGES),
    # Roster and ledger
    _row("roster.view", "查看评估名单", "See the roster", **_TEAM),
    _row("roster.edit", "修改评估名单", "Edit the roster", organiser=frozenset({_D})),
    _row("roster.register", "按名单更新网站登记", "Bring the register up to the roster", organiser=EVERY_STAGE),
    _row("ledger.view", "查看栏目台账", "See the section ledger", **_TEAM),
    _row("ledger.review", "核对栏目台账", "Review the section ledger", organiser=_BEFORE_FINAL, assessor=_JUDGING),
    _row("ledger.apply", "按栏目核对重新计算", "Score again with the sections settled", organiser=_BEFORE_FINAL),
    _row("exemption.grant", "批准豁免", "Grant an exemption", organiser=_BEFORE_FINAL),
    # Indicator systems
    _row(
        "system.view", "查看指标体系", "See an indicator system", **_TEAM, operator=_AFTER_DRAFT, public=PUBLIC_STAGES
    ),
    _row("system.draft", "查看指标体系草稿", "See drafts of indicator systems", **_TEAM),
    _row("system.edit", "修改指标体系", "Edit an indicator system", organiser=frozenset({_D})),
    # Running
    _row("run.view", "查看运行情况", "See runs", **_TEAM),
    _row("work.view", "查看后台工作", "See work in the background", **_TEAM),
    _row("work.retry", "重试后台工作", "Try background work again", organiser=EVERY_STAGE, arbiter=EVERY_STAGE),
    _row("run.start", "开始、暂停运行", "Start or pause a run", organiser=frozenset({_D, _C, _I, _X, _E})),
    _row("problem.handle", "处理运行问题", "Handle problems of a run", organiser=_BEFORE_FINAL, assessor=_JUDGING),
    # Results as they stand now; the public pages show the published version only
    _row(
        "published.view",
        "查看已发布的结果",
        "See what was published",
        **dict.fromkeys(("organiser", "assessor", "arbiter", "auditor", "operator", "public"), PUBLIC_STAGES),
    ),
    _row("result.view", "查看全部结果", "See all results", **_OVERSEERS),
    _row("result.export", "导出结果", "Export results", organiser=EVERY_STAGE, auditor=EVERY_STAGE),
    _row("document.view", "查看通报等文件", "See documents", organiser=EVERY_STAGE, auditor=EVERY_STAGE),
    _row("document.make", "生成通报等文件", "Make documents", organiser=EVERY_STAGE - {Stage.ARCHIVED}),
    _row("dashboard.view", "查看总览", "See dashboards", organiser=EVERY_STAGE, auditor=EVERY_STAGE),
    _site("site_result.view", "查看网站得分", "See a site's result", **_TEAM, operator=TOLD_STAGES),
    _site("site_rank.view", "查看网站排名", "See a site's rank", **_OVERSEERS, operator=PUBLIC_STAGES),
    _site("evidence.view", "查看佐证", "See evidence", **_TEAM, operator=TOLD_STAGES, public=PUBLIC_STAGES),
    _site("evidence.raw", "下载原始采集记录", "Download raw records", **_TEAM, operator=TOLD_STAGES),
    _site("archive.view", "查看归档网页", "See archived pages", **_TEAM),
    # Assessment by people
    _row("assessment.assign", "分派评分任务", "Assign assessments", organiser=_JUDGING),
    _row("assessment.work", "人工评分", "Assess by hand", assessor=_JUDGING, arbiter=_JUDGING),
    _row("assessment.apply", "按人工评分重新计算", "Score again with the marks given", organiser=_JUDGING),
    _row("assessment.arbitrate", "仲裁评分", "Arbitrate", arbiter=_JUDGING),
    _row(
        "assessment.overview",
        "查看评分进度和一致性",
        "See progress and agreement of assessors",
        organiser=EVERY_STAGE,
        arbiter=EVERY_STAGE,
        auditor=EVERY_STAGE,
    ),
    # Judged bodies
    _row("operator.desk", "被评单位工作台", "Desk of judged bodies", operator=_AFTER_DRAFT),
    _site("reply.write", "答复检查结果", "Answer a finding", operator=frozenset({_X})),
    _site("appeal.raise", "提出申诉", "Raise an appeal", operator=frozenset({_X})),
    _site(
        "appeal.view",
        "查看申诉",
        "See appeals",
        organiser=EVERY_STAGE,
        arbiter=EVERY_STAGE,
        auditor=EVERY_STAGE,
        operator=TOLD_STAGES,
    ),
    _site("appeal.rule", "裁定申诉", "Rule on an appeal", organiser=frozenset({_X, _E}), arbiter=frozenset({_X, _E})),
    _site(
        "rectification.confirm",
        "确认整改",
        "Confirm a rectification",
        organiser=frozenset({_X, _E}),
        assessor=frozenset({_X, _E}),
    ),
    _row(
        "appeal.list",
        "查看申诉清单",
        "See the list of appeals",
        organiser=EVERY_STAGE,
        arbiter=EVERY_STAGE,
        auditor=EVERY_STAGE,
        operator=TOLD_STAGES,
    ),
    _row(
        "like_case.list",
        "查看同类问题",
        "See like cases",
        organiser=EVERY_STAGE,
        arbiter=EVERY_STAGE,
        auditor=EVERY_STAGE,
    ),
    _site(
        "reply.view",
        "查看网站答复和整改",
        "See a site's replies and rectification",
        organiser=EVERY_STAGE,
        auditor=EVERY_STAGE,
        operator=TOLD_STAGES,
    ),
    _row(
        "rectification.list",
        "查看整改清单",
        "See the list of rectifications",
        organiser=EVERY_STAGE,
        assessor=_JUDGING,
        auditor=EVERY_STAGE,
    ),
    _site("what_if.view", "试算", "Try what-if", organiser=EVERY_STAGE, operator=TOLD_STAGES),
    _site("self_test.start", "自测", "Test one's own site", operator=_AFTER_DRAFT),
    # Cases
    _row("case.view", "查看案例", "See cases", **_TEAM, operator=_AFTER_DRAFT, public=PUBLIC_STAGES),
    _site("case.nominate", "推荐案例", "Nominate a case", organiser=OPEN_STAGES - {_D}, operator=OPEN_STAGES - {_D}),
    _row("case.judge", "评审案例", "Judge cases", assessor=_JUDGING, arbiter=_JUDGING),
    _row("case.decide", "确定案例名单", "Decide on cases", organiser=_JUDGING | {_F}),
    _row("case.export", "导出案例名单", "Export cases", organiser=EVERY_STAGE, auditor=EVERY_STAGE),
    # Messages
    _row("notice.view", "查看通知", "See notices", organiser=EVERY_STAGE, auditor=EVERY_STAGE),
    _row("notice.send", "发送通知", "Send notices", organiser=EVERY_STAGE - {Stage.ARCHIVED}),
)

TABLE: Mapping[str, Action] = {row.action_id: row for row in _ROWS}
"""The rows by action id."""
