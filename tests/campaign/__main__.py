"""`make campaign`: the bot under faults, with counts and seeds. Ends with 1 where anything was missed or doubled."""

import argparse
import asyncio
import random
import sys
import tempfile
from pathlib import Path

from tests.campaign.campaign import PLATFORMS, campaign
from tests.campaign.scenes import Plan, Result
from tests.campaign.worker import STEPS
from tests.services_up import SURVIVES_A_CRASH, PostgresServer, postgres_server


def main() -> int:
    chosen = _arguments()
    results: list[Result] = []
    with postgres_server(SURVIVES_A_CRASH) as server:
        for seed in range(chosen.seed, chosen.seed + chosen.rounds):
            for platform in PLATFORMS if chosen.platform == "both" else [chosen.platform]:
                results += _each_database(chosen, platform, seed, server)
    missed, doubled = sum(len(each.missed) for each in results), sum(len(each.doubled) for each in results)
    untold = sum(len(each.untold) for each in results)
    print(f"\n{len(results)} campaigns: {missed} missed, {doubled} doubled, {untold} uncertain and untold")
    return 1 if any(each.failed for each in results) or not results else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.campaign", description=__doc__)
    parser.add_argument("--channels", type=int, default=500)
    parser.add_argument("--misfortunes", type=int, default=40)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--seed", type=int, default=random.randrange(10_000))
    parser.add_argument("--platform", choices=[*PLATFORMS, "both"], default="both")
    parser.add_argument("--database", choices=["postgresql", "sqlite", "both"], default="both")
    parser.add_argument("--without", choices=list(STEPS), default="", help="leave a step out, so that it must fail")
    return parser.parse_args()


def _each_database(chosen: argparse.Namespace, platform: str, seed: int, server: PostgresServer | None) -> list[Result]:
    results = []
    for database, replicas in (("postgresql", 3), ("sqlite", 1)):
        if chosen.database in (database, "both") and (server or database == "sqlite"):
            plan = Plan(platform, chosen.channels, replicas, seed, chosen.misfortunes, chosen.without)
            result = _on_postgresql(server, plan) if server and database == "postgresql" else _on_sqlite(plan)
            print(f"{database}, {result}", flush=True)
            results.append(result)
    return results


def _on_postgresql(server: PostgresServer, plan: Plan) -> Result:
    with server.fresh_database() as url, tempfile.TemporaryDirectory() as folder:
        return asyncio.run(campaign(plan, url, Path(folder), server))


def _on_sqlite(plan: Plan) -> Result:
    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(campaign(plan, f"sqlite:///{folder}/kundord.db", Path(folder), None))


if __name__ == "__main__":
    sys.exit(main())
