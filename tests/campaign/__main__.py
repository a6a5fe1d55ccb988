"""`make campaign`: the bot under faults, with counts and seeds. Ends with 1 where anything was missed or doubled."""

import argparse
import asyncio
import random
import sys
import tempfile
from pathlib import Path

from tests.campaign.campaign import Plan, Result, campaign
from tests.services_up import PostgresServer, postgres_server


def main() -> int:
    chosen = _arguments()
    results: list[Result] = []
    with postgres_server() as server:
        for seed in range(chosen.seed, chosen.seed + chosen.rounds):
            if server and chosen.database != "sqlite":
                results.append(_on_postgresql(server, Plan(chosen.channels, 3, seed, chosen.misfortunes)))
            if chosen.database != "postgresql":
                results.append(_on_sqlite(Plan(chosen.channels, 1, seed, chosen.misfortunes)))
    missed, doubled = sum(len(each.missed) for each in results), sum(len(each.doubled) for each in results)
    print(f"\n{len(results)} campaigns: {missed} missed, {doubled} doubled")
    return 1 if missed or doubled or not results else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.campaign", description=__doc__)
    parser.add_argument("--channels", type=int, default=500)
    parser.add_argument("--misfortunes", type=int, default=40)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--seed", type=int, default=random.randrange(10_000))
    parser.add_argument("--database", choices=["postgresql", "sqlite", "both"], default="both")
    return parser.parse_args()


def _on_postgresql(server: PostgresServer, plan: Plan) -> Result:
    with server.fresh_database() as url, tempfile.TemporaryDirectory() as folder:
        return _told("PostgreSQL", asyncio.run(campaign(plan, url, Path(folder), server)))


def _on_sqlite(plan: Plan) -> Result:
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/kundord.db"
        return _told("SQLite", asyncio.run(campaign(plan, url, Path(folder), None)))


def _told(database: str, result: Result) -> Result:
    print(f"{database}, {result}", flush=True)
    return result


if __name__ == "__main__":
    sys.exit(main())
