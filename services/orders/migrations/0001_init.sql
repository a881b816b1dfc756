-- Customers, what they ordered, and the vans that bring it.

create table customers (
    tenant_id          UUID          not null,
    id                 UUID          not null,
    code               TEXT          not null,
    name               TEXT          not null check (length(name) > 0),
    kind               TEXT          not null check (kind in ('cafe', 'restaurant', 'hotel', 'school', 'shop', 'private', 'outlet')),
    tax_id             TEXT,
    contact_name       TEXT          not null,
    email              TEXT          not null check (email like '%_@_%'),
    phone              TEXT          not null,
    street             TEXT          not null,
    postal_code        TEXT          not null,
    city               TEXT          not null,
    latitude           NUMERIC(9,6)  not null check (latitude between -90 and 90),
    longitude          NUMERIC(9,6)  not null check (longitude between -180 and 180),
    payment_terms_days INTEGER       not null default 0 check (payment_terms_days >= 0),
    discount_rate      NUMERIC(4,2)  not null default 0 check (discount_rate between 0 and 100),
    status             TEXT          not null check (status in ('active', 'paused', 'closed')),
    last_order_date    TIMESTAMPTZ,
    created_at         TIMESTAMPTZ   not null,
    primary key (tenant_id, id),
    unique (tenant_id, code)
);

create table customer_orders (
    tenant_id               UUID          not null,
    id                      UUID          not null,
    order_number            TEXT          not null,
    customer_id             UUID          not null,
    channel                 TEXT          not null check (channel in ('phone', 'web', 'email', 'counter', 'standing')),
    status                  TEXT          not null check (status in ('draft', 'confirmed', 'in_production', 'ready', 'out_for_delivery', 'delivered', 'cancelled')),
    order_date              TIMESTAMPTZ   not null,
    requested_delivery_date TIMESTAMPTZ   not null,
    delivered_at            TIMESTAMPTZ,
    currency                TEXT          not null default 'EUR' check (length(currency) = 3),
    -- The sums of the lines: before VAT, the VAT, and both.
    subtotal                NUMERIC(12,2) not null check (subtotal >= 0),
    vat_total               NUMERIC(12,2) not null check (vat_total >= 0),
    total                   NUMERIC(12,2) not null check (total >= 0),
    payment_status          TEXT          not null default 'pending' check (payment_status in ('pending', 'paid', 'invoiced')),
    notes                   TEXT,
    primary key (tenant_id, id),
    unique (tenant_id, order_number),
    foreign key (tenant_id, customer_id) references customers (tenant_id, id),
    check (requested_delivery_date >= order_date),
    check (delivered_at is null or status = 'delivered')
);

create table customer_order_lines (
    tenant_id    UUID          not null,
    id           UUID          not null,
    order_id     UUID          not null,
    line_number  INTEGER       not null check (line_number > 0),
    product_id   UUID          not null,
    quantity     NUMERIC(12,3) not null check (quantity > 0),
    unit         TEXT          not null default 'unit' check (unit in ('kg', 'unit')),
    unit_price   NUMERIC(10,2) not null check (unit_price >= 0),
    vat_rate     NUMERIC(4,2)  not null check (vat_rate between 0 and 100),
    -- quantity * unit_price, rounded to the cent; before VAT.
    line_total   NUMERIC(12,2) not null check (line_total >= 0),
    primary key (tenant_id, id),
    unique (tenant_id, order_id, line_number),
    foreign key (tenant_id, order_id) references customer_orders (tenant_id, id) on delete cascade
);

create table vehicles (
    tenant_id        UUID          not null,
    id               UUID          not null,
    plate            TEXT          not null,
    name             TEXT          not null,
    kind             TEXT          not null check (kind in ('van', 'refrigerated_van', 'cargo_bike')),
    capacity_kg      NUMERIC(8,2)  not null check (capacity_kg > 0),
    capacity_crates  INTEGER       not null check (capacity_crates > 0),
    fuel             TEXT          not null check (fuel in ('diesel', 'electric', 'none')),
    location_id      UUID          not null,
    status           TEXT          not null check (status in ('available', 'on_route', 'maintenance')),
    shift_start      TEXT          not null check (shift_start like '__:__'),
    shift_end        TEXT          not null check (shift_end like '__:__'),
    next_inspection_on DATE,
    primary key (tenant_id, id),
    unique (tenant_id, plate),
    check (shift_end > shift_start)
);

create table delivery_routes (
    tenant_id         UUID          not null,
    id                UUID          not null,
    route_number      TEXT          not null,
    vehicle_id        UUID          not null,
    driver_user_id    UUID,
    status            TEXT          not null check (status in ('planned', 'in_progress', 'completed', 'cancelled')),
    planned_start_at  TIMESTAMPTZ   not null,
    planned_end_at    TIMESTAMPTZ   not null,
    started_at        TIMESTAMPTZ,
    finished_at       TIMESTAMPTZ,
    distance_km       NUMERIC(8,2)  not null check (distance_km >= 0),
    duration_minutes  INTEGER       not null check (duration_minutes >= 0),
    load_kg           NUMERIC(8,2)  not null check (load_kg >= 0),
    load_crates       INTEGER       not null check (load_crates >= 0),
    primary key (tenant_id, id),
    unique (tenant_id, route_number),
    foreign key (tenant_id, vehicle_id) references vehicles (tenant_id, id),
    check (planned_end_at > planned_start_at),
    check (finished_at is null or (started_at is not null and finished_at > started_at))
);

create table delivery_stops (
    tenant_id         UUID          not null,
    id                UUID          not null,
    route_id          UUID          not null,
    sequence          INTEGER       not null check (sequence > 0),
    customer_id       UUID          not null,
    order_id          UUID,
    latitude          NUMERIC(9,6)  not null check (latitude between -90 and 90),
    longitude         NUMERIC(9,6)  not null check (longitude between -180 and 180),
    window_start_at   TIMESTAMPTZ   not null,
    window_end_at     TIMESTAMPTZ   not null,
    planned_arrival_at TIMESTAMPTZ  not null,
    arrived_at        TIMESTAMPTZ,
    service_minutes   INTEGER       not null check (service_minutes >= 0),
    load_kg           NUMERIC(8,2)  not null check (load_kg >= 0),
    load_crates       INTEGER       not null check (load_crates >= 0),
    status            TEXT          not null check (status in ('pending', 'arrived', 'delivered', 'failed')),
    primary key (tenant_id, id),
    unique (tenant_id, route_id, sequence),
    foreign key (tenant_id, route_id) references delivery_routes (tenant_id, id) on delete cascade,
    foreign key (tenant_id, customer_id) references customers (tenant_id, id),
    foreign key (tenant_id, order_id) references customer_orders (tenant_id, id),
    check (window_end_at > window_start_at)
);
