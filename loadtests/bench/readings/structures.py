"""What a database is made of besides its rows: tables, indexes, constraints, triggers, functions, settings …"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import LiteralString

import psycopg
from psycopg.rows import class_row


@dataclass(frozen=True, slots=True)
class Structure:
    """Two databases have the same structure if kind, name and definition are equal."""

    kind: str
    name: str
    definition: str
    removal: str
    """The statement that removes it."""


# Names are qualified by their schemas, whatever search_path a setting of the database gives.
QUALIFIED = "SET search_path TO pg_catalog"

# Structures that come first contain those that come later, so the first difference explains others.
# Objects of extensions belong to their extension. pg_stat_statements is bench's own.
# A foreign key's triggers have no constant name; their states are part of the constraint.
STRUCTURES = """
WITH schemas AS (
    SELECT oid FROM pg_namespace WHERE nspname NOT LIKE 'pg\\_%' AND nspname <> 'information_schema'
), of_extensions AS (
    SELECT classid, objid FROM pg_depend WHERE deptype = 'e'
), relations AS (
    SELECT c.*, c.oid::regclass::text AS name, CASE c.relkind
        WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view' WHEN 'S' THEN 'sequence'
        WHEN 'f' THEN 'foreign table' ELSE 'table' END AS kind
    FROM pg_class c
    WHERE c.relnamespace IN (SELECT oid FROM schemas) AND c.relkind IN ('r', 'p', 'f', 'v', 'm', 'S')
      AND ('pg_class'::regclass, c.oid) NOT IN (SELECT classid, objid FROM of_extensions)
), found (place, kind, name, definition, removal) AS (
    SELECT 1, 'extension', extname::text, extversion, format('DROP EXTENSION %I', extname)
    FROM pg_extension WHERE extname NOT IN ('plpgsql', 'pg_stat_statements')
    UNION ALL
    SELECT 2, r.kind, r.name, concat_ws('; ',
            CASE r.relpersistence WHEN 'u' THEN 'unlogged' ELSE 'logged' END,
            (SELECT amname FROM pg_am WHERE oid = r.relam),
            'options ' || coalesce(array_to_string(r.reloptions, ', '), 'none'),
            'options of TOAST ' || coalesce(array_to_string(toast.reloptions, ', '), 'none'),
            CASE WHEN r.relrowsecurity THEN 'row security' END,
            'replica identity ' || r.relreplident::text,
            CASE WHEN r.relkind IN ('v', 'm') THEN pg_get_viewdef(r.oid) END,
            'by ' || seqincrement, 'cache ' || seqcache),
        format('DROP %s %s', upper(r.kind), r.name)
    FROM relations r
    LEFT JOIN pg_class toast ON toast.oid = r.reltoastrelid
    LEFT JOIN pg_sequence ON seqrelid = r.oid
    UNION ALL
    SELECT 3, 'column', format('%s.%I', r.name, a.attname), concat_ws('; ',
            format_type(a.atttypid, a.atttypmod), CASE WHEN a.attnotnull THEN 'not null' ELSE 'nullable' END,
            'default ' || coalesce(pg_get_expr(d.adbin, d.adrelid), 'none'),
            'identity ' || nullif(a.attidentity::text, ''), 'generated ' || nullif(a.attgenerated::text, ''),
            'collation ' || nullif(a.attcollation, 0)::regcollation::text,
            'storage ' || a.attstorage::text, 'compression ' || nullif(a.attcompression::text, ''),
            'statistics target ' || nullif(a.attstattarget, -1), 'options ' || array_to_string(a.attoptions, ', ')),
        format('ALTER TABLE %s DROP COLUMN %I', r.name, a.attname)
    FROM relations r
    JOIN pg_attribute a ON a.attrelid = r.oid AND a.attnum > 0 AND NOT a.attisdropped
    LEFT JOIN pg_attrdef d ON (d.adrelid, d.adnum) = (a.attrelid, a.attnum)
    WHERE r.relkind IN ('r', 'p', 'f')
    UNION ALL
    SELECT 4, 'constraint', format('%I of %s', c.conname, r.name), concat_ws('; ',
            pg_get_constraintdef(c.oid), CASE WHEN c.convalidated THEN 'validated' ELSE 'not validated' END,
            'its triggers ' || (SELECT string_agg(CASE tgenabled WHEN 'O' THEN 'enabled' WHEN 'D' THEN 'disabled'
                                                  ELSE tgenabled::text END, ', ' ORDER BY tgrelid, tgtype)
                                FROM pg_trigger WHERE tgconstraint = c.oid)),
        format('ALTER TABLE %s DROP CONSTRAINT %I', r.name, c.conname)
    FROM pg_constraint c JOIN relations r ON r.oid = c.conrelid
    WHERE c.contype <> 't'
    UNION ALL
    SELECT 5, 'index', i.indexrelid::regclass::text, concat_ws('; ', pg_get_indexdef(i.indexrelid),
            CASE WHEN i.indisvalid AND i.indisready AND i.indislive THEN 'valid' ELSE 'invalid' END,
            CASE WHEN i.indisclustered THEN 'clustered' END),
        format('DROP INDEX %s', i.indexrelid::regclass)
    FROM pg_index i JOIN relations r ON r.oid = i.indrelid
    UNION ALL
    SELECT 6, 'function', p.oid::regprocedure::text, pg_get_functiondef(p.oid),
        format('DROP ROUTINE %s', p.oid::regprocedure)
    FROM pg_proc p
    WHERE p.pronamespace IN (SELECT oid FROM schemas) AND p.prokind IN ('f', 'p')
      AND ('pg_proc'::regclass, p.oid) NOT IN (SELECT classid, objid FROM of_extensions)
    UNION ALL
    SELECT 7, 'trigger', format('%I of %s', t.tgname, r.name), concat_ws('; ', pg_get_triggerdef(t.oid),
            CASE t.tgenabled WHEN 'O' THEN 'enabled' WHEN 'D' THEN 'disabled' WHEN 'A' THEN 'enabled always'
            ELSE 'enabled on a replica' END),
        format('DROP TRIGGER %I ON %s', t.tgname, r.name)
    FROM pg_trigger t JOIN relations r ON r.oid = t.tgrelid
    WHERE NOT t.tgisinternal
    UNION ALL
    SELECT 8, 'rule', format('%I of %s', w.rulename, r.name), pg_get_ruledef(w.oid) || '; ' || w.ev_enabled::text,
        format('DROP RULE %I ON %s', w.rulename, r.name)
    FROM pg_rewrite w JOIN relations r ON r.oid = w.ev_class
    WHERE w.rulename <> '_RETURN'
    UNION ALL
    SELECT 9, 'statistics object', format('%I.%I', n.nspname, s.stxname),
        concat_ws('; ', pg_get_statisticsobjdef(s.oid), 'target ' || nullif(s.stxstattarget, -1)),
        format('DROP STATISTICS %I.%I', n.nspname, s.stxname)
    FROM pg_statistic_ext s JOIN pg_namespace n ON n.oid = s.stxnamespace
    WHERE n.oid IN (SELECT oid FROM schemas)
)
SELECT kind, name, definition, removal FROM found ORDER BY place, name
"""

# Of the database, and of its owner, as which the service logs in. Those of a role hold in every database.
SETTINGS = """
SELECT CASE WHEN setdatabase = 0 THEN 'setting of roles' ELSE 'setting of the database' END AS kind,
    name || CASE WHEN setrole <> 0 THEN ' of role ' || rolname WHEN setdatabase = 0 THEN ' of all roles' ELSE '' END
        AS name,
    value AS definition,
    format('ALTER %s RESET %s', CASE
        WHEN setrole = 0 AND setdatabase = 0 THEN 'ROLE ALL'
        WHEN setrole = 0 THEN format('DATABASE %I', datname)
        WHEN setdatabase = 0 THEN format('ROLE %I', rolname)
        ELSE format('ROLE %I IN DATABASE %I', rolname, datname) END, name) AS removal
FROM pg_database
JOIN pg_roles ON pg_roles.oid = datdba
JOIN pg_db_role_setting ON setdatabase IN (0, pg_database.oid) AND setrole IN (0, datdba),
LATERAL (SELECT split_part(line, '=', 1), substr(line, strpos(line, '=') + 1) FROM unnest(setconfig) AS line)
    AS line (name, value)
WHERE datname = current_database()
ORDER BY 1, 2
"""

# ALTER SYSTEM writes into this file. Without it, the file has the settings that bench gives its own servers. Some
# follow from the machine.
SERVER_SETTINGS = """
SELECT 'setting of the server' AS kind, name, setting AS definition, format('ALTER SYSTEM RESET %s', name) AS removal
FROM pg_file_settings
WHERE sourcefile LIKE '%/postgresql.auto.conf' AND name NOT IN ('port', 'dynamic_shared_memory_type')
ORDER BY name
"""


def read_structures(url: str) -> list[Structure]:
    return _read(url, QUALIFIED, STRUCTURES, SETTINGS)


def read_server_settings(url: str) -> list[Structure]:
    """Only a superuser may."""
    return _read(url, SERVER_SETTINGS)


def _read(url: str, *statements: LiteralString) -> list[Structure]:
    with psycopg.connect(url) as connection, connection.cursor(row_factory=class_row(Structure)) as cursor:
        found: list[Structure] = []
        for statement in statements:
            cursor.execute(statement)
            found += cursor.fetchall() if cursor.description else []
        return found


def fingerprint(structures: Sequence[Structure]) -> str:
    """Equal if and only if the structures are."""
    parts = sorted((each.kind, each.name, each.definition) for each in structures)
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:12]
