#!/bin/sh
# pytest, with the database's URL in the environment: tests read it there and give it to processes of their own.
set -eu
DATABASE_URL=$(cat "$DATABASE_URL_FILE")
export DATABASE_URL
unset DATABASE_URL_FILE
exec python -m pytest -q "$@"
