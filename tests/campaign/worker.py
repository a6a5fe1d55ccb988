"""`kundord run` with a short lease, so that a campaign need not take hours: the same wiring, and nothing else."""

import asyncio
import sys
from datetime import timedelta

from kundord import logs, settings, wiring
from kundord.cli import _until_told


async def main(lease: timedelta) -> None:
    chosen = settings.load()
    logs.set_up(chosen)
    async with wiring.house(chosen, lease=lease) as house:
        await wiring.serve(house.app, chosen, _until_told(), print)


if __name__ == "__main__":
    asyncio.run(main(timedelta(seconds=float(sys.argv[1]))))
