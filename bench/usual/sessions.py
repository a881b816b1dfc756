"""Makes sessions by asking the eleven at once: `sessions.py NAME=URL…`."""

import asyncio
import secrets
import sys
from contextlib import asynccontextmanager
from datetime import datetime, timedelta, timezone
from uuid import UUID, uuid4

import httpx
from fastapi import FastAPI, HTTPException
from pydantic import BaseModel
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import DateTime

from serve import database, serve

SERVICES = dict(argument.split("=", 1) for argument in sys.argv[1:])
LIFETIME = timedelta(minutes=30)
# Far more than a clone takes, also beside many others.
TIMEOUT = 30

engine, Session = database("sessions")


class Base(DeclarativeBase):
    type_annotation_map = {datetime: DateTime(timezone=True)}


class DemoSession(Base):
    __tablename__ = "usual_sessions"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    virtual_tenant_id: Mapped[UUID] = mapped_column(default=uuid4)
    demo_account_type: Mapped[str]
    email: Mapped[str]
    status: Mapped[str] = mapped_column(default="creating")
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    records_cloned: Mapped[int | None]


class NewSession(BaseModel):
    demo_account_type: str
    email: str


@asynccontextmanager
async def prepare(app):
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    async with httpx.AsyncClient(timeout=TIMEOUT) as http:
        app.state.http = http
        yield


app = FastAPI(lifespan=prepare)


@app.post("/api/v1/demo-sessions", status_code=201)
async def create(new: NewSession):
    now = datetime.now(timezone.utc)
    async with Session() as db:
        record = DemoSession(
            demo_account_type=new.demo_account_type,
            email=new.email,
            created_at=now,
            expires_at=now + LIFETIME,
        )
        db.add(record)
        await db.commit()
        values = session_values(record)
        clones = (clone(service, record, values) for service in SERVICES)
        services = await asyncio.gather(*clones)
        failed = [service for service in services if service["status"] != "completed"]
        if failed:
            await asyncio.gather(*(remove(service, record) for service in SERVICES))
        record.status = "failed" if failed else "ready"
        record.records_cloned = sum(service.get("records_cloned", 0) for service in services)
        await db.commit()
    if failed:
        raise HTTPException(502, failed)
    return {
        "session_id": record.id,
        "virtual_tenant_id": record.virtual_tenant_id,
        "status": record.status,
        "created_at": record.created_at,
        "expires_at": record.expires_at,
        "records_cloned": record.records_cloned,
        "services": services,
    }


def session_values(record):
    """What the seed files' `${session.…}` stand for."""
    return {
        "email": record.email,
        "company": "Horno La Acequia",
        "short_id": secrets.token_hex(4),
        "subscription_tier": record.demo_account_type,
        "password_digest": secrets.token_hex(48),
    }


async def clone(service, record, values):
    parameters = {
        "virtual_tenant_id": str(record.virtual_tenant_id),
        "demo_account_type": record.demo_account_type,
        "session_created_at": record.created_at.isoformat(),
        "session_id": str(record.id),
    }
    url = f"{SERVICES[service]}/internal/demo/clone"
    try:
        answer = await app.state.http.post(url, params=parameters, json={"session": values})
        return answer.raise_for_status().json()
    except httpx.HTTPError as error:
        return {"service": service, "status": "failed", "error": repr(error)}


async def remove(service, record):
    url = f"{SERVICES[service]}/internal/demo/tenant/{record.virtual_tenant_id}"
    try:
        (await app.state.http.delete(url)).raise_for_status()
    except httpx.HTTPError as error:
        print(f"{service} keeps rows of {record.virtual_tenant_id}: {error!r}", file=sys.stderr)


serve(app)
