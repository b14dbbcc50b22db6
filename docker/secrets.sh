#!/bin/sh
# The secrets of the composed stacks. Each is the caller's (from .env), or else it is random and made at the first start.
#
#   $SECRETS/made        what was made, for root alone
#   $SECRETS/<reader>    one volume for each container that reads secrets. That container mounts no other one, and its
#                        files have mode 0400 and belong to its user.
set -eu
umask 077
secrets=${SECRETS:-/run/secrets}
service_user=${SERVICE_USER:-10001}  # of docker/Dockerfile
server_user=${SERVER_USER:-999}      # postgres and redis in their images
root_user=${ROOT_USER:-0}

fail() {
    echo "$*" >&2
    exit 1
}

# put FILE USER: standard input becomes the file. Whoever reads sees the old file or the whole new one, and so does the
# next start after a kill or a power cut.
put() {
    folder=$(dirname "$1")
    new=$folder/.new
    rm -f "$new"
    cat >"$new"
    [ -s "$new" ] || fail "$1 would be empty."
    chmod 0400 "$new"
    sync "$new"  # before the file changes hands: root has no capability here to open another user's file
    chown "$2" "$new"
    mv -f "$new" "$1"
    sync "$folder"
}

make() {
    [ -s "$secrets/made/$1" ] || od -An -v -N32 -tx1 /dev/urandom | tr -d ' \n' | put "$secrets/made/$1" "$root_user"
}

value() {
    eval "chosen=\${$1:-}"
    if [ -n "$chosen" ]; then printf %s "$chosen"; else cat "$secrets/made/$1"; fi
}

# Every byte as %XX, so that a password of any characters can stand in a URL.
in_url() { value "$1" | od -An -v -tx1 | tr -d ' \n' | sed 's/../%&/g'; }

in_acl() { value "$1" | sha256sum | cut -c 1-64; }

for name in POSTGRES_PASSWORD CRM_PASSWORD REDIS_PASSWORD CRM_REDIS_PASSWORD DJANGO_SECRET_KEY; do make "$name"; done

for stack in naive optimized; do
    value POSTGRES_PASSWORD | put "$secrets/$stack-database/postgres_password" "$server_user"
    value CRM_PASSWORD | put "$secrets/$stack-database/crm_password" "$server_user"

    value DJANGO_SECRET_KEY | put "$secrets/$stack/django_secret_key" "$service_user"
    value CRM_PASSWORD | put "$secrets/$stack/postgres_password" "$service_user"

    # As superuser, who may create the databases of the tests.
    printf 'postgresql://postgres:%s@%s-database:5432/crm' "$(in_url POSTGRES_PASSWORD)" "$stack" |
        put "$secrets/$stack-superuser/database_url" "$service_user"
done

printf 'redis://crm:%s@optimized-redis:6379/0' "$(in_url CRM_REDIS_PASSWORD)" |
    put "$secrets/optimized/redis_url" "$service_user"

# The service's user has no administrative or dangerous commands (FLUSHALL, CONFIG, KEYS, …); the default user has all.
value REDIS_PASSWORD | put "$secrets/optimized-redis/redis_password" "$server_user"
put "$secrets/optimized-redis/users.acl" "$server_user" <<ACL
user default on #$(in_acl REDIS_PASSWORD) ~* &* +@all
user crm on #$(in_acl CRM_REDIS_PASSWORD) ~* resetchannels -@all +@connection +@read +@write -@admin -@dangerous
ACL
