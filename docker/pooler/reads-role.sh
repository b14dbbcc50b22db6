#!/bin/sh
# Makes the role for the reads of optimized, with the settings of its read pool (read_pool.py), or updates it.
set -eu
READS_PASSWORD=$(cat /run/secrets/postgres_read_password)
export READS_PASSWORD
psql --set ON_ERROR_STOP=1 --quiet --no-psqlrc "$(cat /run/superuser/database_url)" <<'SQL'
\getenv password READS_PASSWORD
SELECT 'CREATE ROLE crm_reads' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'crm_reads') \gexec
ALTER ROLE crm_reads LOGIN PASSWORD :'password';
GRANT CONNECT ON DATABASE crm TO crm_reads;
GRANT pg_read_all_data TO crm_reads;
ALTER ROLE crm_reads SET timezone = 'UTC';
ALTER ROLE crm_reads SET datestyle = 'ISO';
ALTER ROLE crm_reads SET jit = 'off';
ALTER ROLE crm_reads SET max_parallel_workers_per_gather = '0';
ALTER ROLE crm_reads SET enable_seqscan = 'off';
ALTER ROLE crm_reads SET enable_hashjoin = 'off';
ALTER ROLE crm_reads SET enable_mergejoin = 'off';
SQL
