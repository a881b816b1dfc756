-- What went over the counter: one row a product, location and day, or a single receipt.

create table sales (
    tenant_id    UUID          not null,
    id           UUID          not null,
    product_id   UUID          not null,
    location_id  UUID          not null,
    sold_at      TIMESTAMPTZ   not null,
    channel      TEXT          not null default 'counter' check (channel in ('counter', 'wholesale', 'online')),
    quantity     NUMERIC(12,3) not null check (quantity > 0),
    unit_price   NUMERIC(10,2) not null check (unit_price >= 0),
    vat_rate     NUMERIC(4,2)  not null check (vat_rate between 0 and 100),
    -- quantity * unit_price, rounded to the cent; before VAT.
    revenue      NUMERIC(12,2) not null check (revenue >= 0),
    primary key (tenant_id, id)
);
