"""How every start of this service runs gunicorn: `gunicorn --config python:crm_naive.gunicorn_conf --bind HOST:PORT`.

An option of the command line wins over the same setting here.
"""

import os

from crm_naive.starting import on_starting  # noqa: F401  gunicorn calls it

wsgi_app = "crm_naive.wsgi:application"

# The number of processes. Compose and most hosting platforms set this variable.
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))

# Seconds that a running request gets to end after SIGTERM: 2 s less than Docker's 10 s, after which it kills.
graceful_timeout = 8

# The control socket is one file per user, so that two services of one user would share it. This service needs none.
control_socket_disable = True

# By default gunicorn lets a client on the same host set SCRIPT_NAME and PATH_INFO by headers of these names, and
# answers 500 if the path does not begin with that SCRIPT_NAME. No proxy in front of this service sends them.
forwarder_headers = ""
