"""How each of the twelve programs is run: on a free port, for as long as the benchmark runs."""

import os
import socket
import sys
import threading

import uvicorn
from sqlalchemy import make_url
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine


def database(name):
    """The engine and the maker of sessions for one of the benchmark's databases."""
    url = make_url(os.environ["USUAL_DATABASE"])
    url = url.set(drivername="postgresql+asyncpg", database=os.environ["USUAL_PREFIX"] + name)
    engine = create_async_engine(url)
    return engine, async_sessionmaker(engine, expire_on_commit=False)


def serve(app):
    """Says on which port, and serves until standard input ends, however the benchmark ended."""
    threading.Thread(target=end_with_the_benchmark, daemon=True).start()
    listener = socket.create_server(("127.0.0.1", 0), backlog=2048)
    print(listener.getsockname()[1], flush=True)
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", access_log=False))

    @app.get("/health")
    async def health():
        # Beside this one: a request goes on when its client has given up.
        return {"requests": len(server.server_state.tasks) - 1}

    server.run(sockets=[listener])


def end_with_the_benchmark():
    sys.stdin.read()
    os._exit(0)
