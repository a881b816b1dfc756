"""Seed files, and what becomes of their values for one tenant and instant."""

import json
import re
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from functools import cache
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Date, DateTime, Numeric, Text, Uuid

BASE = datetime(2025, 1, 15, 6, tzinfo=timezone.utc)
BARE_DATE = re.compile(r"\d{4}-\d\d-\d\d")
AMOUNT = re.compile(r"(\d+(?:\.\d+)?)([wdhms])")
UNITS = {"w": "weeks", "d": "days", "h": "hours", "m": "minutes", "s": "seconds"}


def read(path):
    return json.loads(path.read_text(encoding="utf-8"))


@cache
def manifest(folder):
    return read(folder / "manifest.json")


@cache
def outlets(folder):
    """The outlets' base ids by the names of their files."""
    files = folder.glob("children/*.json")
    return {path.name: UUID(read(path)["tenants"][0]["tenant_id"]) for path in files}


@cache
def files_with(tables, folder, history):
    """The files that have rows of these tables, looked for once: a clone reads no others."""
    files = [folder / name for name in manifest(folder)["files"]]
    files = [path for path in files if history or path.parent.name != "history"]
    return [path for path in files if not tables.isdisjoint(read(path))]


def outlet_of(path, folder):
    """Files in children/ and history/ that have an outlet's name are the outlet's."""
    return outlets(folder).get(path.name)


def transform_id(base, tenant):
    return UUID(int=base.int ^ tenant.int)


def adjust_date(text, session_time):
    """Moves an ISO date, or resolves a marker such as `BASE_TS - 1h45m`."""
    if not text.startswith("BASE_TS"):
        original = datetime.fromisoformat(text)
        return session_time + (original.replace(tzinfo=original.tzinfo or timezone.utc) - BASE)
    offset = timedelta(**{UNITS[unit]: float(amount) for amount, unit in AMOUNT.findall(text)})
    return session_time - offset if "-" in text else session_time + offset


def adjust_day(text, session_time, zone):
    if BARE_DATE.fullmatch(text):
        return session_time.astimezone(zone).date() + (date.fromisoformat(text) - BASE.date())
    return adjust_date(text, session_time).astimezone(zone).date()


class Clone:
    """What is the same for all rows of a clone."""

    def __init__(self, folder, tenant, session_time, session):
        self.zone = ZoneInfo(manifest(folder)["timezone"])
        self.tenant = tenant
        self.session_time = session_time
        self.session = {"${session." + name + "}": value for name, value in session.items()}

    def row(self, row, table, outlet):
        """A row's values; `outlet` is the base id of the outlet that it is of, if any."""
        values = {name: self.value(value, table.c[name]) for name, value in row.items()}
        values["tenant_id"] = transform_id(outlet, self.tenant) if outlet else self.tenant
        if outlet and table.name == "tenants":
            values["parent_tenant_id"] = self.tenant
        return values

    def value(self, value, column):
        if value is None:
            return None
        if isinstance(column.type, Uuid):
            return transform_id(UUID(value), self.tenant)
        if isinstance(column.type, DateTime):
            return adjust_date(value, self.session_time)
        if isinstance(column.type, Date):
            return adjust_day(value, self.session_time, self.zone)
        if isinstance(column.type, Numeric):
            return Decimal(str(value))
        if isinstance(column.type, Text) and "${" in value:
            for name, text in self.session.items():
                value = value.replace(name, text)
        return value
