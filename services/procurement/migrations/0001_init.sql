-- What was ordered from suppliers, and when it comes.

create table purchase_orders (
    tenant_id              UUID          not null,
    id                     UUID          not null,
    order_number           TEXT          not null,
    supplier_id            UUID          not null,
    location_id            UUID          not null,
    status                 TEXT          not null check (status in ('draft', 'sent', 'confirmed', 'partially_received', 'received', 'cancelled')),
    ordered_at             TIMESTAMPTZ   not null,
    expected_delivery_at   TIMESTAMPTZ   not null,
    currency               TEXT          not null default 'EUR' check (length(currency) = 3),
    -- The sums of the lines: before VAT, the VAT, and both.
    subtotal               NUMERIC(12,2) not null check (subtotal >= 0),
    vat_total              NUMERIC(12,2) not null check (vat_total >= 0),
    total                  NUMERIC(12,2) not null check (total >= 0),
    created_by_user_id     UUID,
    approved_by_user_id    UUID,
    notes                  TEXT,
    primary key (tenant_id, id),
    unique (tenant_id, order_number),
    check (expected_delivery_at >= ordered_at)
);

create table purchase_order_lines (
    tenant_id         UUID          not null,
    id                UUID          not null,
    purchase_order_id UUID          not null,
    line_number       INTEGER       not null check (line_number > 0),
    ingredient_id     UUID          not null,
    quantity          NUMERIC(12,3) not null check (quantity > 0),
    received_quantity NUMERIC(12,3) not null default 0 check (received_quantity >= 0),
    unit              TEXT          not null check (unit in ('kg', 'l', 'unit')),
    unit_price        NUMERIC(10,4) not null check (unit_price >= 0),
    vat_rate          NUMERIC(4,2)  not null check (vat_rate between 0 and 100),
    -- quantity * unit_price, rounded to the cent; before VAT.
    line_total        NUMERIC(12,2) not null check (line_total >= 0),
    primary key (tenant_id, id),
    unique (tenant_id, purchase_order_id, line_number),
    foreign key (tenant_id, purchase_order_id) references purchase_orders (tenant_id, id) on delete cascade
);

create table deliveries (
    tenant_id            UUID         not null,
    id                   UUID         not null,
    delivery_number      TEXT         not null,
    purchase_order_id    UUID         not null,
    status               TEXT         not null check (status in ('scheduled', 'in_transit', 'late', 'received', 'rejected')),
    carrier              TEXT         not null,
    expected_at          TIMESTAMPTZ  not null,
    arrived_at           TIMESTAMPTZ,
    received_by_user_id  UUID,
    temperature_c        NUMERIC(4,1),
    notes                TEXT,
    primary key (tenant_id, id),
    unique (tenant_id, delivery_number),
    foreign key (tenant_id, purchase_order_id) references purchase_orders (tenant_id, id),
    check ((status in ('received', 'rejected')) = (arrived_at is not null))
);
