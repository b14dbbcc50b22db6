#!/bin/sh
# Makes the secrets of the composed stacks. A secret comes from .env; if it is not there, the first start makes a random
# one.
#
#   $SECRETS/made        the generated secrets; only root reads them
#   $SECRETS/<reader>    one volume for each container that reads secrets. Its files have mode 0400 and belong to the
#                        user of that container.
set -eu
umask 077
secrets=${SECRETS:-/run/secrets}
# The user in docker/Dockerfile.
service_user=${SERVICE_USER:-10001}
# The users `postgres` and `redis` in their images.
server_user=${SERVER_USER:-999}
root_user=${ROOT_USER:-0}

fail() {
    echo "$*" >&2
    exit 1
}

# put FILE USER: write standard input to the file. Readers see the old file or the whole new one, also after a kill or a
# power cut.
put() {
    folder=$(dirname "$1")
    new=$folder/.new
    rm -f "$new"
    cat >"$new"
    [ -s "$new" ] || fail "$1 would be empty."
    chmod 0400 "$new"
    # Before chown: without capabilities, root cannot open the file of another user.
    sync "$new"
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

# Writes every byte as %XX, so that a password in a URL may have any characters.
in_url() { value "$1" | od -An -v -tx1 | tr -d ' \n' | sed 's/../%&/g'; }

in_acl() { value "$1" | sha256sum | cut -c 1-64; }

for name in POSTGRES_PASSWORD CRM_PASSWORD CRM_READS_PASSWORD REDIS_PASSWORD CRM_REDIS_PASSWORD DJANGO_SECRET_KEY; do make "$name"; done

for stack in naive optimized tuned; do
    value POSTGRES_PASSWORD | put "$secrets/$stack-database/postgres_password" "$server_user"
    value CRM_PASSWORD | put "$secrets/$stack-database/crm_password" "$server_user"

    value DJANGO_SECRET_KEY | put "$secrets/$stack/django_secret_key" "$service_user"
    value CRM_PASSWORD | put "$secrets/$stack/postgres_password" "$service_user"

    # The superuser's URL: the tests create databases.
    printf 'postgresql://postgres:%s@%s-database:5432/crm' "$(in_url POSTGRES_PASSWORD)" "$stack" |
        put "$secrets/$stack-superuser/database_url" "$service_user"
done

# PgBouncer's list of users; it writes a quotation mark in a password twice. Only docker-compose.pooler.yml has the volumes.
in_list() { value "$1" | sed 's/"/""/g'; }
if [ -d "$secrets/naive-pooler" ]; then
    printf '"crm" "%s"\n' "$(in_list CRM_PASSWORD)" | put "$secrets/naive-pooler/userlist.txt" "$server_user"
fi
if [ -d "$secrets/optimized-pooler" ]; then
    printf '"crm" "%s"\n"crm_reads" "%s"\n' "$(in_list CRM_PASSWORD)" "$(in_list CRM_READS_PASSWORD)" |
        put "$secrets/optimized-pooler/userlist.txt" "$server_user"
fi

# The role of reads behind a pooler.
value CRM_READS_PASSWORD | put "$secrets/optimized/postgres_read_password" "$service_user"

# The service's user has no administrative or dangerous commands (FLUSHALL, CONFIG, KEYS, …); the default user has all.
for stack in optimized tuned; do
    printf 'redis://crm:%s@%s-redis:6379/0' "$(in_url CRM_REDIS_PASSWORD)" "$stack" |
        put "$secrets/$stack/redis_url" "$service_user"
    value REDIS_PASSWORD | put "$secrets/$stack-redis/redis_password" "$server_user"
    put "$secrets/$stack-redis/users.acl" "$server_user" <<ACL
user default on #$(in_acl REDIS_PASSWORD) ~* &* +@all
user crm on #$(in_acl CRM_REDIS_PASSWORD) ~* resetchannels -@all +@connection +@read +@write -@admin -@dangerous
ACL
done
