#!/bin/sh
# pytest, with the secrets in the environment: the tests read them there, and give others to processes of their own.
set -eu
for name in DATABASE_URL REDIS_URL; do
    eval "file=\${${name}_FILE:-}"
    [ -z "$file" ] || export "$name=$(cat "$file")"
    unset "${name}_FILE"
done
exec python -m pytest -q "$@"
