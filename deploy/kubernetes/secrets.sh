#!/bin/sh
# Makes the secrets that no operator makes, as files for the secretGenerator of the overlays. A secret that exists stays.
# A secret of the environment (DJANGO_SECRET_KEY, REDIS_PASSWORD, …) replaces the made one, as with Compose.
set -eu
umask 077
cd "$(dirname "$0")"
me=$(id -u)
mkdir -p .secrets/made
for reader in naive optimized tuned; do
    mkdir -p ".secrets/$reader" ".secrets/$reader-database" ".secrets/$reader-redis" ".secrets/$reader-superuser"
done
SECRETS=$PWD/.secrets SERVICE_USER=$me SERVER_USER=$me ROOT_USER=$me sh ../../docker/secrets.sh

mkdir -p overlays/naive/secrets overlays/optimized/secrets
cp -f .secrets/naive/django_secret_key overlays/naive/secrets/
cp -f .secrets/optimized/django_secret_key .secrets/optimized/redis_url overlays/optimized/secrets/
cp -f .secrets/optimized/postgres_read_password overlays/optimized/secrets/
cp -f .secrets/optimized-redis/redis_password .secrets/optimized-redis/users.acl overlays/optimized/secrets/
