"""Exit with 0 if the service on this port of the container is ready: python -S healthy.py 8000

Docker runs this check every few seconds, also during a load. A bare socket costs 15 ms of CPU, urllib 80 ms.
"""

import socket
import sys

with socket.create_connection(("127.0.0.1", int(sys.argv[1])), timeout=2) as connection:
    connection.sendall(b"GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
    sys.exit(b" 200 " not in connection.recv(64))
