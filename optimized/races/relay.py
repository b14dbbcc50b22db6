"""Offer servers of this machine on the addresses of links, because the servers listen only on the loopback address.

python -m races.relay 198.18.0.1:6379=127.0.0.1:40001 198.18.1.1:5432=127.0.0.1:40002
"""

import asyncio
import sys
from contextlib import suppress
from functools import partial


async def relay(pairs: list[str]) -> None:
    servers = []
    for pair in pairs:
        offered, _, target = pair.partition("=")
        host, port = offered.rsplit(":", 1)
        servers.append(await asyncio.start_server(partial(_serve, target), host, int(port)))
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    await asyncio.gather(*(server.serve_forever() for server in servers))


async def _serve(  # noqa: PLR0917  asyncio's signature, and the target
    target: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> None:
    host, port = target.rsplit(":", 1)
    with suppress(OSError):
        there, back = await asyncio.open_connection(host, int(port))
        await asyncio.gather(_pump(reader, back), _pump(there, writer))
    writer.close()


async def _pump(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
    try:
        while data := await source.read(65536):
            target.write(data)
            await target.drain()
    except OSError:
        pass
    finally:
        target.close()


if __name__ == "__main__":
    asyncio.run(relay(sys.argv[1:]))
