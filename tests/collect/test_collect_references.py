"""Is it them or us: the outage of our own network."""

import asyncio
import itertools
from datetime import UTC, datetime

import pytest

from hengping.collect.exchange import Exchange
from hengping.collect.references import MAX_LEARNT, Outage, fetched_when_up
from hengping.evidence.records import Answer
from hengping.model.evidence import FailureKind

TARGETS = ("https://one.example.cn/", "https://two.example.cn/")


class Line:
    """Our network, as a test has it; ``asked`` holds every question with its instant."""

    def __init__(self, *, up=True, answering=TARGETS, takes_s=0.0):
        self.up, self.answering, self.takes_s = up, set(answering), takes_s
        self.asked = []

    async def ask(self, url):
        self.asked.append((url, asyncio.get_running_loop().time()))
        await asyncio.sleep(self.takes_s)
        return self.up and url in self.answering

    def outage(self, references=TARGETS, **more):
        return Outage(references, self.ask, **({"gap_s": 0.01, "pause_s": 0.01, "longest_pause_s": 0.05} | more))


def ours(outage, failure=FailureKind.DNS, ago=0.0):
    return outage.is_ours(failure, asyncio.get_running_loop().time() - ago)


def run(story):
    return asyncio.run(asyncio.wait_for(story, 10))


def test_one_target_that_answers_makes_it_the_sites_failure():
    line = Line(answering=TARGETS[1:])

    async def story():
        async with line.outage() as outage:
            assert not await ours(outage)
            assert not outage.is_down

    run(story())


def test_no_target_answers_ours_until_one_does():
    line = Line(up=False)
    periods = []

    async def story():
        async with line.outage(on_period=periods.append) as outage:
            assert await ours(outage)
            assert outage.is_down
            waiting = asyncio.create_task(outage.wait_up())
            await asyncio.sleep(0.05)
            assert not waiting.done()
            line.up = True
            await waiting
            assert not outage.is_down
            # what begins now is judged on its own; what began in the outage is ours, whenever it ends
            assert not await ours(outage)
            assert await ours(outage, ago=0.04)
            assert not await ours(outage)

    run(story())
    assert len(periods) == 1
    assert periods[0].noticed_at <= periods[0].over_at


@pytest.mark.parametrize("failure", [None, FailureKind.BAD_URL, FailureKind.PRIVATE_ADDRESS, FailureKind.REDIRECT_LOOP])
def test_what_cannot_be_ours_is_not_asked_about(failure):
    line = Line(up=False)

    async def story():
        async with line.outage() as outage:
            assert not await ours(outage, failure)

    run(story())
    assert line.asked == []


def test_without_targets_nothing_is_held_to_be_ours():
    line = Line(up=False)

    async def story():
        async with line.outage(()) as outage:
            assert not await ours(outage)
            await outage.wait_up()

    run(story())


def test_an_answer_from_before_the_failure_proves_nothing():
    line = Line()

    async def story():
        async with line.outage() as outage:
            assert not await ours(outage)
            line.up = False
            assert await ours(outage)

    run(story())


HOMES = ("http://a.gov.cn/", "http://b.gov.cn/")


def _learnt(line, *addresses):
    outage = line.outage(())
    for url, address in zip(HOMES, addresses, strict=True):
        outage.learn(url, address)
    return outage


def test_without_targets_home_pages_that_answered_before_are_asked():
    line = Line(up=False, answering=HOMES)

    async def story():
        async with _learnt(line, "192.0.2.1", "198.51.100.1") as outage:
            assert await ours(outage)
            waiting = asyncio.create_task(outage.wait_up())
            line.up = True
            await waiting
            assert not await ours(outage)

    run(story())
    assert {url for url, _ in line.asked} == set(HOMES)


def test_home_pages_in_one_network_prove_nothing():
    line = Line(up=False)

    async def story():
        for addresses in [("192.0.2.1", "192.0.2.9"), ("2001:db8::1", "2001:db8:0:1::1"), ("192.0.2.1", "")]:
            async with _learnt(line, *addresses) as outage:
                assert not await ours(outage)

    run(story())
    assert line.asked == []


def test_an_answer_from_anybody_after_the_failure_spares_the_home_pages():
    line = Line(up=False)

    async def story():
        outage = Outage((), line.ask, gap_s=5)
        for number in range(9):
            outage.learn(f"http://s{number}.gov.cn/", f"192.0.{number}.1")
        assert len(outage.references) == MAX_LEARNT
        async with outage:
            judging = asyncio.create_task(ours(outage))
            await asyncio.sleep(0.01)
            assert not judging.done()
            answered = Exchange(url=HOMES[0], answer=Answer(status=200), fetched_at=datetime.now(UTC))
            await fetched_when_up(outage, lambda: asyncio.sleep(0, answered))
            assert not await judging

    run(story())
    assert line.asked == []


def test_many_failures_at_once_share_a_round():
    line = Line(takes_s=0.02)

    async def story():
        async with line.outage(TARGETS[:1]) as outage:
            judged = await asyncio.gather(*(ours(outage) for _ in range(500)))
            assert not any(judged)

    run(story())
    assert len(line.asked) == 1


def test_rounds_are_apart():
    line = Line()

    async def story():
        async with line.outage(TARGETS[:1], gap_s=0.05) as outage:
            for _ in range(4):
                await ours(outage)

    run(story())
    instants = [instant for _, instant in line.asked]
    assert len(instants) == 4
    assert all(later - earlier >= 0.05 for earlier, later in itertools.pairwise(instants))


def test_targets_are_asked_less_often_the_longer_it_lasts():
    line = Line(up=False)

    async def story():
        async with line.outage(TARGETS[:1], pause_s=0.01, longest_pause_s=0.04) as outage:
            await ours(outage)
            while len(line.asked) < 10:  # noqa: ASYNC110 - the line is a stand-in and announces nothing
                await asyncio.sleep(0.01)

    run(story())
    instants = [instant for _, instant in line.asked]
    gaps = [later - earlier for earlier, later in itertools.pairwise(instants)]
    assert all(gap >= 0.01 for gap in gaps)
    assert all(gap >= 0.04 for gap in gaps[5:])


def test_a_target_that_makes_trouble_counts_as_silent():
    async def ask(_url):
        raise RuntimeError

    async def story():
        async with Outage(TARGETS, ask, gap_s=0, pause_s=60) as outage:
            assert await ours(outage)

    run(story())


def test_leaving_ends_the_waiting():
    line = Line(up=False)

    async def story():
        async with line.outage(pause_s=60) as outage:
            assert await ours(outage)
        await outage.wait_up()

    run(story())
