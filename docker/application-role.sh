# shellcheck shell=bash
# Creates the role of the service and the database that the role owns. The postgres image runs this once, when the volume
# is empty. The role is no superuser and cannot create roles or databases.
CRM_PASSWORD=$(cat /run/secrets/crm_password)
export CRM_PASSWORD
psql --set ON_ERROR_STOP=1 --quiet --username postgres --dbname postgres <<'SQL'
\getenv password CRM_PASSWORD
CREATE ROLE crm LOGIN PASSWORD :'password';
-- Text sorts by code point and folds case by Unicode, in the same way on every machine.
CREATE DATABASE crm OWNER crm TEMPLATE template0 LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8';
REVOKE ALL ON DATABASE crm, postgres FROM PUBLIC;
\connect crm
CREATE EXTENSION pg_stat_statements;
SQL
unset CRM_PASSWORD
