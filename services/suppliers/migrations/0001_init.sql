-- Who delivers to the bakery, and at what price.

create table suppliers (
    tenant_id          UUID          not null,
    id                 UUID          not null,
    code               TEXT          not null,
    name               TEXT          not null check (length(name) > 0),
    tax_id             TEXT          not null,
    contact_name       TEXT          not null,
    email              TEXT          not null check (email like '%_@_%'),
    phone              TEXT          not null,
    street             TEXT          not null,
    postal_code        TEXT          not null,
    city               TEXT          not null,
    province           TEXT          not null,
    country            TEXT          not null default 'ES' check (length(country) = 2),
    payment_terms_days INTEGER       not null check (payment_terms_days >= 0),
    lead_time_days     INTEGER       not null check (lead_time_days >= 0),
    minimum_order      NUMERIC(10,2) not null check (minimum_order >= 0),
    -- From 0 to 5.
    rating             NUMERIC(2,1)  not null check (rating between 0 and 5),
    -- Share of deliveries that came on time, in percent.
    on_time_rate       NUMERIC(4,1)  not null check (on_time_rate between 0 and 100),
    certifications     JSONB         not null,
    active             BOOLEAN       not null default true,
    created_at         TIMESTAMPTZ   not null,
    primary key (tenant_id, id),
    unique (tenant_id, code)
);

create table supplier_prices (
    tenant_id        UUID          not null,
    id               UUID          not null,
    supplier_id      UUID          not null,
    ingredient_id    UUID          not null,
    supplier_sku     TEXT          not null,
    package_quantity NUMERIC(12,3) not null check (package_quantity > 0),
    unit             TEXT          not null check (unit in ('kg', 'l', 'unit')),
    -- For one unit, before VAT.
    unit_price       NUMERIC(10,4) not null check (unit_price > 0),
    currency         TEXT          not null default 'EUR' check (length(currency) = 3),
    vat_rate         NUMERIC(4,2)  not null check (vat_rate between 0 and 100),
    valid_from       DATE          not null,
    valid_until      DATE,
    preferred        BOOLEAN       not null default false,
    primary key (tenant_id, id),
    unique (tenant_id, supplier_id, ingredient_id, valid_from),
    foreign key (tenant_id, supplier_id) references suppliers (tenant_id, id) on delete cascade,
    check (valid_until is null or valid_until > valid_from)
);
