-- Ovens and mixers, what they make, and how well it came out.

create table equipment (
    tenant_id           UUID          not null,
    id                  UUID          not null,
    code                TEXT          not null,
    name                TEXT          not null check (length(name) > 0),
    kind                TEXT          not null check (kind in ('mixer', 'oven', 'proofer', 'sheeter', 'divider', 'cooler')),
    location_id         UUID          not null,
    manufacturer        TEXT          not null,
    model               TEXT          not null,
    serial_number       TEXT          not null,
    -- The most that one batch on it may be, in the unit of the batch.
    batch_capacity      NUMERIC(12,3) not null check (batch_capacity > 0),
    power_kw            NUMERIC(6,2)  check (power_kw > 0),
    status              TEXT          not null check (status in ('operational', 'maintenance', 'out_of_order')),
    installed_on        DATE          not null,
    last_maintenance_at TIMESTAMPTZ,
    next_maintenance_at TIMESTAMPTZ   not null,
    primary key (tenant_id, id),
    unique (tenant_id, code),
    check (last_maintenance_at is null or next_maintenance_at > last_maintenance_at)
);

create table production_batches (
    tenant_id          UUID          not null,
    id                 UUID          not null,
    batch_number       TEXT          not null,
    product_id         UUID          not null,
    recipe_id          UUID          not null,
    equipment_id       UUID          not null,
    status             TEXT          not null check (status in ('planned', 'in_progress', 'completed', 'cancelled')),
    stage              TEXT          not null check (stage in ('waiting', 'mixing', 'proofing', 'baking', 'cooling', 'packed')),
    priority           TEXT          not null default 'normal' check (priority in ('low', 'normal', 'high', 'urgent')),
    planned_quantity   NUMERIC(12,3) not null check (planned_quantity > 0),
    produced_quantity  NUMERIC(12,3) check (produced_quantity >= 0),
    waste_quantity     NUMERIC(12,3) not null default 0 check (waste_quantity >= 0),
    unit               TEXT          not null check (unit in ('kg', 'unit')),
    planned_start_at   TIMESTAMPTZ   not null,
    planned_end_at     TIMESTAMPTZ   not null,
    started_at         TIMESTAMPTZ,
    finished_at        TIMESTAMPTZ,
    assigned_user_id   UUID,
    notes              TEXT,
    primary key (tenant_id, id),
    unique (tenant_id, batch_number),
    foreign key (tenant_id, equipment_id) references equipment (tenant_id, id),
    check (planned_end_at > planned_start_at),
    check (finished_at is null or (started_at is not null and finished_at > started_at))
);

create table quality_checks (
    tenant_id           UUID          not null,
    id                  UUID          not null,
    batch_id            UUID          not null,
    kind                TEXT          not null check (kind in ('temperature', 'weight', 'appearance', 'taste', 'ph')),
    checked_at          TIMESTAMPTZ   not null,
    checked_by_user_id  UUID          not null,
    measured_value      NUMERIC(10,2),
    lower_limit         NUMERIC(10,2),
    upper_limit         NUMERIC(10,2),
    unit                TEXT,
    -- From 0 to 10.
    score               NUMERIC(3,1)  not null check (score between 0 and 10),
    passed              BOOLEAN       not null,
    notes               TEXT,
    primary key (tenant_id, id),
    foreign key (tenant_id, batch_id) references production_batches (tenant_id, id) on delete cascade,
    check (upper_limit is null or lower_limit is null or upper_limit >= lower_limit)
);
