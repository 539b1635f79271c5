"""What a collection will cost, before it starts."""

import pytest

from hengping.model.campaign import CollectSettings, VisitSettings
from hengping.model.errors import RunError
from hengping.model.site import Site
from hengping.pipeline.context import open_run
from hengping.pipeline.forecast import forecast, window_share


def sites(count):
    return tuple(
        Site(site_code=f"{number:010}", name=f"网站{number}", url="http://a.gov.cn/") for number in range(count)
    )


def settings(**changes):
    values = {
        "max_pages_per_site": 3000,
        "max_link_checks_per_site": 600,
        "requests_per_second_per_host": 1,
        "visits": VisitSettings(count=140, interval_s=4320),
    }
    return CollectSettings(**(values | changes))


def test_without_earlier_run_the_settings_are_the_bound():
    result = forecast(sites(3), settings(concurrency=64))
    assert [site.requests for site in result.sites] == [3600] * 3
    assert result.requests == 3 * 3600 + 3 * 140
    assert result.crawl_hours == pytest.approx(1.0)
    assert result.visit_hours == pytest.approx(168.0)
    assert result.hours == pytest.approx(168.0)
    assert result.known == 0


def test_sites_take_turns_when_there_are_more_than_places():
    assert forecast(sites(5), settings(concurrency=2)).crawl_hours == pytest.approx(3.0)


def test_night_hours_stretch_the_crawl():
    nightly = forecast(sites(1), settings(windows=("22:00-06:00",)))
    assert nightly.window_share == pytest.approx(1 / 3)
    assert nightly.crawl_hours == pytest.approx(3.0)
    assert window_share(()) == 1
    assert window_share(("08:00-12:00", "10:00-14:00")) == pytest.approx(0.25)


def test_the_cap_holds():
    result = forecast(sites(1), settings(max_requests_per_site=1000))
    assert result.sites[0].requests == 1000
    assert result.most_requests == 1140


def test_the_browser_counts_only_when_it_is_used():
    assert forecast(sites(2), settings(browser="off")).browser_minutes == 0
    assert forecast(sites(2), settings(browser="home", browser_minutes_per_site=4)).browser_minutes == 8


def test_an_earlier_run_says_what_to_expect(small_run, tmp_path):
    opened = open_run(small_run.path)
    stranger = Site(site_code="1234567890", name="新网站", url="http://new.gov.cn/")
    result = forecast((*opened.sites, stranger), opened.info.settings.collect, small_run.path)
    assert result.known == 2
    assert all(0 < site.requests < 1000 for site in result.sites)
    assert not result.sites[-1].known
    with pytest.raises(RunError, match="没有这些网站的佐证"):
        forecast((stranger,), opened.info.settings.collect, small_run.path)
