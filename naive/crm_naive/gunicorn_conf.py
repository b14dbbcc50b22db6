"""gunicorn's settings that are not the machine's: `gunicorn --config python:crm_naive.gunicorn_conf`."""

# By default gunicorn lets any client on the same host set SCRIPT_NAME and PATH_INFO by a header of that name, and
# answers 500 when the path does not begin with it. No proxy in front of this service sends them.
forwarder_headers = ""
