-- The bakery itself: one row a tenant, its places, and what it pays for.

create table tenants (
    tenant_id        UUID        not null primary key,
    parent_tenant_id UUID,
    kind             TEXT        not null check (kind in ('single', 'parent', 'outlet')),
    name             TEXT        not null check (length(name) > 0),
    legal_name       TEXT        not null,
    tax_id           TEXT        not null,
    email            TEXT        not null check (email like '%_@_%'),
    phone            TEXT        not null,
    timezone         TEXT        not null,
    currency         TEXT        not null check (length(currency) = 3),
    locale           TEXT        not null default 'es-ES' check (locale like '__-__'),
    founded_on       DATE,
    created_at       TIMESTAMPTZ not null,
    check (parent_tenant_id is null or kind = 'outlet')
);

create table locations (
    tenant_id     UUID         not null references tenants (tenant_id),
    id            UUID         not null,
    code          TEXT         not null,
    name          TEXT         not null check (length(name) > 0),
    kind          TEXT         not null check (kind in ('bakery', 'central_bakery', 'shop', 'warehouse')),
    street        TEXT         not null,
    postal_code   TEXT         not null,
    city          TEXT         not null,
    province      TEXT         not null,
    country       TEXT         not null default 'ES' check (length(country) = 2),
    latitude      NUMERIC(9,6) not null check (latitude between -90 and 90),
    longitude     NUMERIC(9,6) not null check (longitude between -180 and 180),
    opening_hours JSONB        not null,
    area_m2       INTEGER      not null check (area_m2 > 0),
    active        BOOLEAN      not null default true,
    opened_on     DATE,
    primary key (tenant_id, id),
    unique (tenant_id, code)
);

create table subscriptions (
    tenant_id     UUID          not null references tenants (tenant_id),
    id            UUID          not null,
    tier          TEXT          not null check (length(tier) > 0),
    status        TEXT          not null check (status in ('trial', 'active', 'past_due', 'cancelled')),
    monthly_price NUMERIC(10,2) not null check (monthly_price >= 0),
    vat_rate      NUMERIC(4,2)  not null default 21.00 check (vat_rate between 0 and 100),
    currency      TEXT          not null default 'EUR' check (length(currency) = 3),
    max_users     INTEGER       not null check (max_users > 0),
    max_locations INTEGER       not null check (max_locations > 0),
    features      JSONB         not null,
    started_at    TIMESTAMPTZ   not null,
    renews_at     TIMESTAMPTZ   not null,
    primary key (tenant_id, id),
    check (renews_at > started_at)
);
