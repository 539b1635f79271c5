"""Names of the files of a report; what comes from a roster or a system never leaves the folder."""

import hashlib
import re

INDEX = "index.html"
WORKBOOK = "workbook.xlsx"
SITES = "sites"
CHARTS = "charts"
OPEN_DATA = "open-data"
PUBLIC = "public"

_SAFE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")


def safe_name(text: str) -> str:
    """The text as a file name: unchanged when harmless, else its harmless part and a digest that keeps it apart."""
    if _SAFE.fullmatch(text) and not text.endswith("."):
        return text
    harmless = _UNSAFE.sub("-", text).strip(".-")[:60]
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:10]
    return f"{harmless or 'x'}-{digest}"


def bulletin_name(system_id: str, extension: str) -> str:
    """``bulletin-<system>.docx``."""
    return f"bulletin-{safe_name(system_id)}.{extension}"


def press_name(system_id: str) -> str:
    """``press-<system>.docx``."""
    return f"press-{safe_name(system_id)}.docx"


def site_page_name(site_code: str) -> str:
    """``<site_code>.html``."""
    return f"{safe_name(site_code)}.html"


def site_pdf_name(site_code: str) -> str:
    """``<site_code>.pdf``, beside the page."""
    return f"{safe_name(site_code)}.pdf"


def chart_name(system_id: str, number: int, extension: str) -> str:
    """``<system>-01.svg``."""
    return f"{safe_name(system_id)}-{number:02}.{extension}"
