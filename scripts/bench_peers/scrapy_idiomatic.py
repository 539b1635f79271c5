"""Scrapy as its documentation teaches it: CSS selectors, ``response.follow`` for each link, robots.txt obeyed."""

import json
import sys
import time
from collections.abc import Iterator
from typing import Any

import scrapy
from scrapy.crawler import CrawlerProcess
from scrapy.http import HtmlResponse

HOMES = sys.argv[1].split(",")
NOT_FOUND = 404
SEEN = {"pages": 0, "links": 0, "broken": 0}


class GovernmentSpider(scrapy.Spider):
    """Follows every link of every page and reads title and meta fields."""

    name = "government"
    handle_httpstatus_list = (404,)
    start_urls = HOMES
    allowed_domains = tuple(home.split("/")[2].partition(":")[0] for home in HOMES)

    def parse(self, response: scrapy.http.Response) -> Iterator[Any]:
        """One page."""
        if response.status == NOT_FOUND:
            SEEN["broken"] += 1
            return
        if not isinstance(response, HtmlResponse):
            return
        SEEN["pages"] += 1
        yield {
            "url": response.url,
            "title": response.css("title::text").get(),
            "meta": {meta.attrib["name"]: meta.attrib.get("content") for meta in response.css("meta[name]")},
        }
        for href in response.css("a::attr(href)").getall():
            SEEN["links"] += 1
            yield response.follow(href, callback=self.parse)


process = CrawlerProcess(
    {
        "ROBOTSTXT_OBEY": True,
        "CONCURRENT_REQUESTS": 64,
        "CONCURRENT_REQUESTS_PER_DOMAIN": max(4, 64 // len(HOMES)),
        "DOWNLOAD_DELAY": 0,
        "AUTOTHROTTLE_ENABLED": False,
        "TELNETCONSOLE_ENABLED": False,
        "LOG_LEVEL": "ERROR",
    }
)
process.crawl(GovernmentSpider)
began = time.perf_counter()
process.start()
sys.stdout.write(json.dumps({"seconds": time.perf_counter() - began, **SEEN}))
