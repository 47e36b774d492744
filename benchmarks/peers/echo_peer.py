"""Servers that send back what they receive, on asyncio or on asyncio with uvloop.

    PROGRAM echo CONTESTANT

says `ready PORT` and ends with its standard input. Contestants that end in `-protocol` use
protocols, the others streams.
"""

import asyncio
import os
import resource
import sys
import threading

BACKLOG = 1024
MOST = 64 * 1024


async def echo(reader, writer):
    while data := await reader.read(MOST):
        writer.write(data)
        await writer.drain()
    writer.close()


class Echo(asyncio.Protocol):
    def connection_made(self, transport):
        self.transport = transport

    def data_received(self, data):
        self.transport.write(data)


async def serve(contestant):
    if contestant.endswith("-protocol"):
        loop = asyncio.get_running_loop()
        server = await loop.create_server(Echo, "127.0.0.1", 0, backlog=BACKLOG)
    else:
        server = await asyncio.start_server(echo, "127.0.0.1", 0, backlog=BACKLOG)
    print("ready", server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


def end_with_input():
    sys.stdin.buffer.read()
    os._exit(0)


def main(run, contestant):
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    threading.Thread(target=end_with_input, daemon=True).start()
    run(serve(contestant))
