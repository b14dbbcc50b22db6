"""A contender's migrations for tests: one table, made where there is none. `--then-sleep` sleeps on."""

import os
import sys
import time

import psycopg

with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
    connection.execute("CREATE TABLE IF NOT EXISTS customer (id bigint PRIMARY KEY, name text)")
    sys.stdout.write("migrated\n")
    sys.stdout.flush()
    if "--then-sleep" in sys.argv:
        time.sleep(600)
