-- What was loaded for which demo tenant. Removal touches only tenants that stand in here.

create table demo_tenants (
    tenant_id         UUID        not null primary key,
    virtual_tenant_id UUID        not null,
    session_id        UUID,
    profile           TEXT,
    fingerprint       TEXT,
    instant           TIMESTAMPTZ,
    -- Counted by the database while it inserts; the plan's; a difference undoes the clone.
    records           BIGINT      not null,
    planned           BIGINT      not null,
    state             TEXT        not null check (state in ('live', 'removed')),
    recorded_at       TIMESTAMPTZ not null,
    removed_at        TIMESTAMPTZ,
    check (records = planned)
);

create index demo_tenants_virtual on demo_tenants (virtual_tenant_id);
