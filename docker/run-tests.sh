#!/bin/sh
# Runs pytest with the database's URL in the environment. Tests read it there and pass it on to the processes they start.
set -eu
DATABASE_URL=$(cat "$DATABASE_URL_FILE")
export DATABASE_URL
unset DATABASE_URL_FILE
exec python -m pytest -q "$@"
