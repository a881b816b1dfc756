-- The nightly run that turns forecasts into plans, and what it found to warn about.

create table orchestration_runs (
    tenant_id        UUID        not null,
    id               UUID        not null,
    run_number       TEXT        not null,
    trigger          TEXT        not null check (trigger in ('schedule', 'manual', 'event')),
    status           TEXT        not null check (status in ('running', 'completed', 'completed_with_warnings', 'failed')),
    started_at       TIMESTAMPTZ not null,
    finished_at      TIMESTAMPTZ,
    horizon_days     INTEGER     not null check (horizon_days > 0),
    summary          JSONB       not null,
    primary key (tenant_id, id),
    unique (tenant_id, run_number),
    check (finished_at is null or finished_at > started_at)
);

create table orchestration_steps (
    tenant_id    UUID        not null,
    id           UUID        not null,
    run_id       UUID        not null,
    sequence     INTEGER     not null check (sequence > 0),
    name         TEXT        not null,
    service      TEXT        not null,
    status       TEXT        not null check (status in ('pending', 'running', 'completed', 'failed', 'skipped')),
    started_at   TIMESTAMPTZ,
    finished_at  TIMESTAMPTZ,
    items        INTEGER     not null default 0 check (items >= 0),
    -- Ids and instants in it are transformed as those of columns are: see service.toml.
    detail       JSONB       not null,
    primary key (tenant_id, id),
    unique (tenant_id, run_id, sequence),
    foreign key (tenant_id, run_id) references orchestration_runs (tenant_id, id) on delete cascade,
    check (finished_at is null or (started_at is not null and finished_at >= started_at))
);

create table alerts (
    tenant_id         UUID        not null,
    id                UUID        not null,
    run_id            UUID,
    kind              TEXT        not null check (kind in ('late_delivery', 'overdue_batch', 'expiring_stock', 'low_stock', 'equipment', 'demand_peak', 'route')),
    severity          TEXT        not null check (severity in ('info', 'warning', 'critical')),
    title             TEXT        not null check (length(title) > 0),
    message           TEXT        not null,
    subject_service   TEXT        not null,
    subject_table     TEXT        not null,
    subject_id        UUID        not null,
    status            TEXT        not null check (status in ('open', 'acknowledged', 'resolved')),
    raised_at         TIMESTAMPTZ not null,
    acknowledged_at   TIMESTAMPTZ,
    resolved_at       TIMESTAMPTZ,
    primary key (tenant_id, id),
    foreign key (tenant_id, run_id) references orchestration_runs (tenant_id, id),
    check (resolved_at is null or status = 'resolved')
);
