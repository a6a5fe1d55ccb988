"""How a process of the benchmarks listens, and says where."""

import asyncio
import ssl

from aiohttp import web


async def serve(app: web.Application, secure: ssl.SSLContext | None = None) -> None:
    """On a free port, until the process is ended."""
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=secure).start()
    print(f"{'https' if secure else 'http'}://127.0.0.1:{runner.addresses[0][1]}", flush=True)
    await asyncio.Event().wait()
