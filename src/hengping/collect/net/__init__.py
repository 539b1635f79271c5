"""HTTP/1.1 on asyncio streams of bytes: names, addresses, connections, answers, and nothing a page could mean.

Own, because a verdict hangs on it: as lenient as browsers where a site sends nonsense (what a visitor can read is no
broken link), strict about where a connection may go, with the time of every phase, the answer kept beside the fault.
"""
