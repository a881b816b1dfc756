-- The sessions, and what all processes share.

create table sessions (
    id                UUID             not null primary key,
    short_id          TEXT             not null,
    virtual_tenant_id UUID             not null unique,
    profile           TEXT             not null,
    -- Of the version of the profile that it was made from: a reset needs the same one.
    fingerprint       TEXT             not null,
    -- What its rows were made with, whatever the settings are later.
    id_transform      TEXT             not null,
    password_digest   TEXT             not null,
    -- The user who may end, extend and reset it, also when its profile is no longer there.
    owner_id          UUID,
    subscription_tier TEXT             not null,
    email             TEXT             not null,
    company           TEXT,
    state             TEXT             not null check (state in ('creating', 'ready', 'resetting', 'deleting', 'expiring', 'failing', 'failed', 'deleted', 'expired')),
    created_at        TIMESTAMPTZ      not null,
    -- The instant that the story is told at, and all dates are moved to.
    story_at          TIMESTAMPTZ      not null,
    demo_date         TIMESTAMPTZ,
    expires_at        TIMESTAMPTZ      not null,
    -- By an operator: it does not expire.
    protected         BOOLEAN          not null default false,
    -- Why it failed, where it did.
    failure           TEXT,
    duration_ms       DOUBLE PRECISION,
    records           BIGINT,
    services          JSONB            not null,
    receipt           JSONB            not null,
    -- Who works on it, and until when: every change of state carries the lease it expects.
    lease             UUID             not null,
    lease_until       TIMESTAMPTZ      not null,
    -- What happened to it, an event a line, for those who watch. Never read to decide anything.
    log               TEXT             not null,
    -- A digest of the caller and its key, one of what it asked for, and how long both are kept.
    idempotency_key     TEXT           unique,
    idempotency_request TEXT,
    idempotency_until   TIMESTAMPTZ
);

create index sessions_by_state on sessions (state, expires_at);
create index sessions_by_creation on sessions (created_at, id);

create table settings (
    name  TEXT not null primary key,
    value TEXT not null
);
