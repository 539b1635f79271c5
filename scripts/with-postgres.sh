#!/bin/sh
# Run a command with a private PostgreSQL whose address is in HENGPING_TEST_DATABASE_URL; by default the platform's
# tests: scripts/with-postgres.sh [-- COMMAND …] or [pytest arguments].
set -eu
cd "$(dirname "$0")/.."
exec "${PYTHON:-.venv/bin/python}" tests/web/postgres.py "$@"
