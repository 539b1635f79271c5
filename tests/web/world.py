"""A small world for tests of the platform: bodies, people of every role, one evaluation with sites of two bodies."""

from dataclasses import dataclass
from datetime import date

from django.test import Client

from hengping.web.apps.accounts.models import Membership, Organisation, User
from hengping.web.apps.campaigns.models import Campaign
from hengping.web.apps.roster.models import RosterEntry
from hengping.web.policy.decide import Actor
from hengping.web.policy.words import Role, Stage

PASSWORD = "云溪-demo-2026"  # noqa: S105 - of people who are made up


@dataclass(kw_only=True)
class World:
    """What :func:`make_world` made.

    Attributes:
        people: by role; ``organiser2`` is a second person of the organiser (approvals need two), ``assessor2`` a
            second assessor, ``other_operator`` works for another judged body, ``other_organiser`` for another bureau,
            ``superior`` for the body above the organiser, ``nobody`` has no role.
    """

    campaign: Campaign
    organisations: dict[str, Organisation]
    people: dict[str, User]
    entries: dict[str, RosterEntry]

    def actor(self, who: str) -> Actor:
        """The actor of a person, as a request has it."""
        return Actor(self.people[who])

    def client(self, who: str = "") -> Client:
        """A browser in which a person has signed in; without a name: the public."""
        client = Client()
        if who:
            client.force_login(self.people[who], backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    def at(self, stage: Stage) -> Campaign:
        """The evaluation, put to a stage without asking anybody."""
        Campaign.objects.filter(pk=self.campaign.pk).update(stage=stage)
        self.campaign = Campaign.objects.get(pk=self.campaign.pk)
        return self.campaign


def make_world(code: str = "yunxi-2026") -> World:
    """Make it in the test's database."""
    province = Organisation.objects.create(name="云溪省人民政府")
    office = Organisation.objects.create(name="云溪省人民政府办公厅", parent=province)
    elsewhere = Organisation.objects.create(name="清河市人民政府办公室")
    firm = Organisation.objects.create(name="云溪省网站测评中心", kind=Organisation.Kind.ASSESSOR)
    health = Organisation.objects.create(name="云溪省卫生健康委员会", parent=province)
    traffic = Organisation.objects.create(name="云溪省交通运输厅", parent=province)
    campaign = Campaign.objects.create(
        code=code, title="2026年云溪省政府网站绩效评估", organiser=office, as_of=date(2026, 11, 20),
        systems=["national-check-2019"],
    )  # fmt: skip
    campaign.team.add(firm)
    entries = {
        name: RosterEntry.objects.create(
            campaign=campaign, place=place, site_code=f"990000000{place}", name=f"{body.name}网站", unit=body.name,
            url=f"http://{name}.yunxi.gov.cn/", group="省级部门", site_class="A", organisation=body,
        )
        for place, (name, body) in enumerate({"health": health, "traffic": traffic}.items(), start=1)
    }  # fmt: skip
    places = {
        "organiser": (office, Role.ORGANISER), "organiser2": (office, Role.ORGANISER),
        "assessor": (firm, Role.ASSESSOR), "assessor2": (firm, Role.ASSESSOR), "arbiter": (firm, Role.ARBITER),
        "operator": (health, Role.OPERATOR), "other_operator": (traffic, Role.OPERATOR),
        "auditor": (office, Role.AUDITOR), "superior": (province, Role.ORGANISER),
        "other_organiser": (elsewhere, Role.ORGANISER),
    }  # fmt: skip
    people = {}
    for name, (place, role) in places.items():
        people[name] = User.objects.create_user(name, f"{name}@example.gov.cn", PASSWORD, display_name=f"{name}某")
        Membership.objects.create(user=people[name], organisation=place, role=role)
    people["nobody"] = User.objects.create_user("nobody", "nobody@example.gov.cn", PASSWORD, display_name="无角色")
    organisations = {
        "province": province, "office": office, "firm": firm, "health": health, "traffic": traffic,
        "elsewhere": elsewhere,
    }  # fmt: skip
    return World(campaign=campaign, organisations=organisations, people=people, entries=entries)
