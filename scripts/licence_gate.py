#!/usr/bin/env python3
"""Refuse runtime dependencies whose licence is not on the allow list.

Walks from Hengping's own dependencies through those of each installed distribution, so that tools for development do
not count. Exit code 0: all allowed; 1: at least one is not, each named with what it declares.
"""

import re
import sys
from importlib import metadata

ROOT = "hengping"
ALLOWED = (
    "Apache", "Apache-2.0", "MIT", "MIT-0", "BSD", "BSD-2-Clause", "BSD-3-Clause", "0BSD", "ISC", "MPL-2.0", "PSF",
    "PSF-2.0", "Python-2.0", "Unlicense", "CC0-1.0", "Zlib",
)  # fmt: skip
"""SPDX names, and the short forms that older packages declare. The GPL family is not among them."""

ALIASES = {
    # pypdfium2, in its own words; what it bundles (PDFium, FreeType, libjpeg-turbo, OpenJPEG, ICU …) is permissive too,
    # each text stands in the wheel's folder of licences
    "bsd-3-clause, apache-2.0, dependency licenses": "BSD-3-Clause",
    "apache software license": "Apache-2.0",
    "apache license 2.0": "Apache-2.0",
    "apache license, version 2.0": "Apache-2.0",
    "apache 2.0": "Apache-2.0",
    "mit license": "MIT",
    "the mit license": "MIT",
    "bsd license": "BSD",
    "bsd 3-clause": "BSD-3-Clause",
    "3-clause bsd license": "BSD-3-Clause",
    "mozilla public license 2.0 (mpl 2.0)": "MPL-2.0",
    "python software foundation license": "PSF-2.0",
    "isc license (iscl)": "ISC",
    "isc license": "ISC",
    "zlib/libpng license": "Zlib",
    "the unlicense (unlicense)": "Unlicense",
}
_CLASSIFIER = "License :: OSI Approved :: "
_REQUIREMENT = re.compile(r"[A-Za-z0-9._-]+")


def runtime_distributions() -> dict[str, metadata.Distribution]:
    """Every installed distribution that Hengping needs to run, by normal name."""
    found: dict[str, metadata.Distribution] = {}
    waiting = [ROOT]
    while waiting:
        name = re.sub(r"[-_.]+", "-", waiting.pop()).lower()
        if name in found:
            continue
        try:
            found[name] = metadata.distribution(name)
        except metadata.PackageNotFoundError:
            continue  # needed on another platform or Python only: not installed, not shipped
        waiting += [
            match[0]
            for requirement in found[name].requires or ()
            if "extra ==" not in requirement and (match := _REQUIREMENT.match(requirement))
        ]
    del found[ROOT]
    return found


def declared(distribution: metadata.Distribution) -> str:
    """What a distribution says of itself: licence expression, else classifiers, else the licence field's first line."""
    about = distribution.metadata
    if expression := about.get("License-Expression"):
        return str(expression)
    classifiers = [
        text.removeprefix(_CLASSIFIER) for text in about.get_all("Classifier") or () if text.startswith(_CLASSIFIER)
    ]
    if classifiers:
        return " OR ".join(classifiers)
    return str(about.get("License") or "").strip().split("\n")[0]


def allowed(licence: str) -> bool:
    """Whether a licence expression can be met: one side of each OR, both sides of each AND."""
    bare = licence.strip().removeprefix("(").removesuffix(")") if licence.count("(") == 1 else licence.strip()
    if " OR " in bare:
        return any(allowed(part) for part in bare.split(" OR "))
    if " AND " in bare:
        return all(allowed(part) for part in bare.split(" AND "))
    return ALIASES.get(licence.strip().lower(), bare) in ALLOWED


def main() -> int:
    """Print one line for each distribution that is refused, then the count of those that are not."""
    distributions = runtime_distributions()
    refused = {name: declared(found) for name, found in sorted(distributions.items()) if not allowed(declared(found))}
    for name, licence in refused.items():
        sys.stdout.write(f"refused: {name} {distributions[name].version}: {licence or 'declares no licence'}\n")
    sys.stdout.write(
        f"licences: {len(distributions) - len(refused)} of {len(distributions)} runtime packages allowed\n"
    )
    return 1 if refused else 0


if __name__ == "__main__":
    sys.exit(main())
