-- How many rows the tenant had when it was removed, so that whoever finishes a removal that
-- another began can tell of all of it.

alter table demo_tenants add column removed_records BIGINT;
