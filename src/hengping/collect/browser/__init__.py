"""Rendered pages: headless Chromium reads what only exists after scripts ran, takes screenshots and runs axe-core.

The browser is a guest that is not trusted: it reaches nothing but the site, through :mod:`hengping.collect.proxy`; its
time, memory and pages are bounded; when it crashes, hangs or is not there at all, the page is noted as our own fault
and everything else goes on. What it shows can only help a site: a rendering that failed leaves the page as served.
"""
