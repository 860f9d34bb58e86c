"""A poller that remembers where it was."""
from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import datetime, timezone

from langsmith import AsyncClient

SELECT_FIELDS = ["id", "name", "run_type", "start_time", "status", "total_cost"]


@dataclass
class Poller:
    project: str
    cursor: datetime = datetime(2025, 6, 3, tzinfo=timezone.utc)
    seen: set[str] = field(default_factory=set)

    async def poll(self, client: AsyncClient) -> int:
        new = 0
        async for run in client.list_runs(
            project_name=self.project,
            start_time=self.cursor,
            select=["id", "name", "run_type", "start_time", "status", "total_cost"],
        ):
            if str(run.id) in self.seen:
                continue
            self.seen.add(str(run.id))
            new += 1
            self.cursor = max(self.cursor, run.start_time)
        return new


async def main():
    client = AsyncClient()
    poller = Poller("nightly-evals")
    print("first:", await poller.poll(client))
    print("again:", await poller.poll(client))
    print("cursor:", poller.cursor.isoformat(), len(poller.seen))


asyncio.run(main())
