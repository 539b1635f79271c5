"""Scrapy as fast as it goes: an own set of seen addresses, lexbor instead of its selectors, no filter, no extras."""

import json
import sys
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin

import scrapy
from scrapy.crawler import CrawlerProcess
from selectolax.lexbor import LexborHTMLParser

HOMES = sys.argv[1].split(",")
HOSTS = {home.split("/")[2] for home in HOMES}
NOT_FOUND = 404
SEEN = {"pages": 0, "links": 0, "broken": 0}


class TunedSpider(scrapy.Spider):
    """Makes a request only for an address it has not seen."""

    name = "tuned"
    handle_httpstatus_list = (404,)
    start_urls = HOMES

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.known = set(HOMES)

    def parse(self, response: scrapy.http.Response) -> Iterator[Any]:
        """One page."""
        if response.status == NOT_FOUND:
            SEEN["broken"] += 1
            return
        if b"html" not in response.headers.get("Content-Type", b""):
            return
        SEEN["pages"] += 1
        tree = LexborHTMLParser(response.body)
        title = tree.css_first("title")
        self.last = {
            "url": response.url,
            "title": title.text() if title else "",
            "meta": {meta.attributes.get("name"): meta.attributes.get("content") for meta in tree.css("meta[name]")},
        }
        base, known = response.url, self.known
        for anchor in tree.css("a[href]"):
            SEEN["links"] += 1
            url = urljoin(base, anchor.attributes["href"] or "").partition("#")[0]
            if url not in known:
                known.add(url)
                if url.split("/", 3)[2] in HOSTS:
                    yield scrapy.Request(url, callback=self.parse, dont_filter=True)


process = CrawlerProcess(
    {
        "ROBOTSTXT_OBEY": False,
        "COOKIES_ENABLED": False,
        "RETRY_ENABLED": False,
        "CONCURRENT_REQUESTS": 64,
        "CONCURRENT_REQUESTS_PER_DOMAIN": max(4, 64 // len(HOMES)),
        "TELNETCONSOLE_ENABLED": False,
        "LOG_LEVEL": "ERROR",
    }
)
process.crawl(TunedSpider)
began = time.perf_counter()
process.start()
sys.stdout.write(json.dumps({"seconds": time.perf_counter() - began, **SEEN}))
