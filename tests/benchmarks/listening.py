"""How a process of the benchmarks listens, and says where."""

import asyncio

from aiohttp import web


async def serve(app: web.Application) -> None:
    """On a free port, until the process is ended."""
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    print(f"http://127.0.0.1:{runner.addresses[0][1]}", flush=True)
    await asyncio.Event().wait()
