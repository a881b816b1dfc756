-- The sessions, and what all processes share.

create table sessions (
    id                UUID             not null primary key,
    short_id          TEXT             not null,
    virtual_tenant_id UUID             not null unique,
    profile           TEXT             not null,
    subscription_tier TEXT             not null,
    email             TEXT             not null,
    company           TEXT,
    state             TEXT             not null check (state in ('creating', 'ready', 'deleting', 'expiring', 'failing', 'failed', 'deleted', 'expired')),
    created_at        TIMESTAMPTZ      not null,
    -- The instant that the story is told at, and all dates are moved to.
    story_at          TIMESTAMPTZ      not null,
    demo_date         TIMESTAMPTZ,
    expires_at        TIMESTAMPTZ      not null,
    -- By an operator: it does not expire.
    protected         BOOLEAN          not null default false,
    duration_ms       DOUBLE PRECISION,
    records           BIGINT,
    services          JSONB            not null,
    receipt           JSONB            not null,
    -- Who works on it, and until when: every change of state carries the lease it expects.
    lease             UUID             not null,
    lease_until       TIMESTAMPTZ      not null
);

create index sessions_by_state on sessions (state, expires_at);
create index sessions_by_creation on sessions (created_at, id);

create table settings (
    name  TEXT not null primary key,
    value TEXT not null
);
