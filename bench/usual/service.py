"""One of the eleven services: `service.py NAME SEEDS`, with the thirteen weeks if `--history`."""

import sys
import time
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Annotated
from uuid import UUID

from fastapi import Body, FastAPI
from sqlalchemy import MetaData, delete
from sqlalchemy.orm import DeclarativeBase

import seed
from serve import database, serve

NAME = sys.argv[1]
SEEDS = Path(sys.argv[2])
HISTORY = "--history" in sys.argv

engine, Session = database(NAME)
# The service's classes by table, in the order in which foreign keys allow their rows.
models = {}


class Base(DeclarativeBase):
    pass


@asynccontextmanager
async def map_tables(_):
    """Maps a class to each table of the service that the database has."""
    metadata = MetaData()
    async with engine.connect() as connection:
        await connection.run_sync(metadata.reflect)
    for table in metadata.sorted_tables:
        if not table.name.startswith("demo_"):
            models[table.name] = type(table.name, (Base,), {"__table__": table})
    yield


app = FastAPI(lifespan=map_tables)


@app.post("/internal/demo/clone")
async def clone_profile(
    virtual_tenant_id: UUID,
    demo_account_type: str,
    session_created_at: datetime,
    session: Annotated[dict[str, str], Body(embed=True)],
):
    begun = time.perf_counter()
    folder = SEEDS / demo_account_type
    clone = seed.Clone(folder, virtual_tenant_id, session_created_at, session)
    try:
        async with Session() as db:
            records = await load(db, folder, clone)
            await db.commit()
    except Exception as error:
        return {"service": NAME, "status": "failed", "error": repr(error)[:200]}
    return {
        "service": NAME,
        "status": "completed",
        "records_cloned": records,
        "duration_ms": milliseconds_since(begun),
    }


async def load(db, folder, clone):
    rows = {table: [] for table in models}
    for path in seed.files_with(frozenset(models), folder, HISTORY):
        outlet = seed.outlet_of(path, folder)
        for table, its_rows in seed.read(path).items():
            if table in models:
                rows[table] += [clone.row(row, models[table].__table__, outlet) for row in its_rows]
    for table, model in models.items():
        for row in rows[table]:
            db.add(model(**row))
        # The classes have no relationships to tell the mapper which rows go first.
        await db.flush()
    return sum(map(len, rows.values()))


@app.delete("/internal/demo/tenant/{virtual_tenant_id}")
async def remove_tenant(virtual_tenant_id: UUID):
    begun = time.perf_counter()
    tenants = [virtual_tenant_id]
    for profile in SEEDS.iterdir():
        outlets = seed.outlets(profile).values()
        tenants += [seed.transform_id(outlet, virtual_tenant_id) for outlet in outlets]
    records = 0
    async with Session() as db:
        for model in reversed(models.values()):
            removed = await db.execute(delete(model).where(model.tenant_id.in_(tenants)))
            records += removed.rowcount
        await db.commit()
    return {
        "service": NAME,
        "status": "completed",
        "records_deleted": records,
        "duration_ms": milliseconds_since(begun),
    }


def milliseconds_since(begun):
    return round((time.perf_counter() - begun) * 1000, 1)


serve(app)
