"""Settings of the platform in tests: a folder of its own, cheap passwords; SQLite, or the PostgreSQL that is named."""

import os
import tempfile
from pathlib import Path

# Several test processes share an environment, not a folder.
_BASE = Path(os.environ.setdefault("HENGPING_TEST_DATA", tempfile.mkdtemp(prefix="hengping-tests-")))
os.environ["HENGPING_DATA"] = str(_BASE / os.environ.get("PYTEST_XDIST_WORKER", "alone"))
os.environ["HENGPING_DATABASE_URL"] = os.environ.get("HENGPING_TEST_DATABASE_URL", "")
# Workers know nothing of a test's database; their own test gives them one.
os.environ["HENGPING_DISTRIBUTE"] = "false"
os.environ["HENGPING_HOSTS"] = "localhost,127.0.0.1,testserver"

from hengping.web.config.settings import *  # noqa: E402, F403
from hengping.web.config.settings import DATA_DIR, DATABASES  # noqa: E402

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file: several threads and processes then meet as they do in an installation.
    DATABASES["default"]["TEST"] = {"NAME": str(DATA_DIR / "test.sqlite3")}
