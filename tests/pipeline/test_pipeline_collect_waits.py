"""What a collection says while it waits: for second looks, for a server that asked for less, for the next visit."""

import threading
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from hengping.evidence.run_folder import RunFolder
from hengping.model import codec
from hengping.model.campaign import CollectSettings, SecondLook, VisitSettings
from hengping.model.evidence import Capture, FailureKind
from hengping.model.site import Site
from hengping.pipeline.collect_talk import Talk
from hengping.pipeline.collect_waits import SecondLookWait, Waits, sentence, waits_for

NOW = datetime(2026, 11, 22, 16, 0, tzinfo=UTC)
SETTINGS = CollectSettings(second_look=SecondLook(delay_s=21600))
HOME = "http://www.a.gov.cn/"


def capture(url: str, *, minutes: float = 10, status: int = 200, **more: object) -> Capture:
    known = {"record_id": url, "digest": "", "purpose": "link", "fetched_at": NOW - timedelta(minutes=minutes)} | more
    return Capture(url=url, status=status, **known)


def test_a_site_with_broken_addresses_waits_for_its_second_look() -> None:
    broken = capture("http://b.cn/x", status=404, minutes=30)
    refused = capture("http://c.cn/", status=0, failure=FailureKind.REFUSED, minutes=20)
    wait = waits_for([capture(HOME), broken, refused], SETTINGS, NOW)
    assert isinstance(wait, SecondLookWait)
    assert (wait.links, wait.hosts) == (2, {"b.cn", "c.cn"})
    assert wait.due_at == refused.fetched_at + timedelta(hours=6)


@pytest.mark.parametrize(
    ("captures", "expected"),
    [
        ([], ""),
        ([capture(HOME)], ""),
        ([capture(HOME, status=404, minutes=7 * 60)], ""),  # due already
        ([capture(HOME, status=404), capture(HOME, status=404, minutes=1, look=2)], ""),  # under way
        ([capture(HOME), capture(f"{HOME}x", status=503, minutes=1)], "backing_off"),
    ],
)
def test_what_is_not_known_to_wait_is_not_said_to(captures: list[Capture], expected: str) -> None:
    assert waits_for(captures, SETTINGS, NOW) == expected


def test_a_complaint_long_ago_is_no_pause() -> None:
    captures = [capture(HOME), capture(f"{HOME}x", status=503, minutes=SETTINGS.backoff_max_s)]
    assert waits_for(captures, SETTINGS, NOW) != "backing_off"


def test_the_sentence_says_what_until_when_and_how_many() -> None:
    looks = [
        SecondLookWait(NOW + timedelta(hours=3), 3, frozenset({"b.cn", "c.cn"})),
        SecondLookWait(NOW + timedelta(hours=9), 2, frozenset({"c.cn"})),
    ]
    until = NOW + timedelta(days=3)
    waits = Waits(second_looks=looks, backing_off=1, visits_made=34, visits_planned=280, visits_until=until)
    said = sentence(waits, NOW, backoff_max_s=300)
    # midnight in Beijing has just passed
    assert "2个网站的5个网址（2个主机）打不开，等到03:00（北京时间）起至09:00（北京时间）复查" in said
    assert "1个网站要求放慢，退让中（一次最多300秒）" in said
    assert "拨测已作34次、共280次，按时刻表最后一次在11月26日00:00（北京时间）" in said
    assert waits.kinds == {"second_looks", "backing_off", "visits"}
    assert not sentence(Waits(), NOW, backoff_max_s=300)


class Told:
    """Progress that remembers."""

    def __init__(self) -> None:
        self.told: list[str] = []
        self.heard = threading.Event()

    def tell(self, text: str) -> None:
        self.told.append(text)
        self.heard.set()

    def note(self, stage: str, text: str) -> None:
        pass


def talk_over(tmp_path, *captures: Capture, quiet_s: float) -> tuple[Talk, Told]:
    """A collection of one site whose index holds these captures."""
    site = Site(site_code="a", name="甲", url=HOME)
    settings = SETTINGS.model_copy(update={"visits": VisitSettings(count=0)})
    folder = RunFolder(tmp_path)
    evidence = folder.site_evidence("a")
    evidence.mkdir(parents=True)
    (evidence / "index.jsonl").write_bytes(codec.encode_lines(captures))
    told = Told()
    info = SimpleNamespace(settings=SimpleNamespace(collect=settings))
    run = SimpleNamespace(folder=folder, path=tmp_path, info=info, sites=(site,), progress=told)
    return Talk(run, [site], quiet_s=quiet_s), told  # type: ignore[arg-type] # what it uses of a run


def test_a_collection_that_makes_no_headway_says_what_it_waits_for_once(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr("hengping.pipeline.collect_talk._LOOK_S", 0.01)
    now = datetime.now(UTC)
    broken = capture(f"{HOME}x", status=404, fetched_at=now)
    talk, told = talk_over(tmp_path, capture(HOME, purpose="home"), broken, quiet_s=0)
    with talk:
        assert told.heard.wait(20)
        again = talk.waits(now)
        told.heard.clear()
        told.heard.wait(0.1)
    assert [len(told.told), again.second_looks[0].links] == [1, 1]
    assert "正在等待：1个网站的1个网址（1个主机）打不开，等到" in told.told[0]
    assert "Ctrl-C" in told.told[0]


def test_a_name_that_turns_out_to_be_private_is_told_as_soon_as_it_is_seen(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr("hengping.pipeline.collect_talk._LOOK_S", 0.01)
    refused = capture(HOME, purpose="home", status=0, failure=FailureKind.PRIVATE_ADDRESS)
    talk, told = talk_over(tmp_path, refused, quiet_s=3600)
    with talk:
        talk.hear(Site(site_code="a", name="甲", url=HOME), "pages", 1)
        assert told.heard.wait(20)
    (notice,) = told.told
    assert "甲（www.a.gov.cn）" in notice
    assert "collect.allow_private_addresses: true" in notice
