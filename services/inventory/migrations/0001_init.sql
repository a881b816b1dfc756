-- What is bought, what is sold, and what lies in the store.

create table ingredients (
    tenant_id         UUID          not null,
    id                UUID          not null,
    sku               TEXT          not null,
    name              TEXT          not null check (length(name) > 0),
    category          TEXT          not null check (category in ('flour', 'yeast', 'fat', 'dairy', 'egg', 'sugar', 'salt', 'nut', 'chocolate', 'filling', 'seed', 'fruit', 'other')),
    unit              TEXT          not null check (unit in ('kg', 'l', 'unit')),
    allergens         JSONB         not null,
    unit_cost         NUMERIC(10,4) not null check (unit_cost >= 0),
    vat_rate          NUMERIC(4,2)  not null check (vat_rate between 0 and 100),
    shelf_life_days   INTEGER       not null check (shelf_life_days > 0),
    storage           TEXT          not null check (storage in ('ambient', 'chilled', 'frozen')),
    reorder_point     NUMERIC(12,3) not null check (reorder_point >= 0),
    reorder_quantity  NUMERIC(12,3) not null check (reorder_quantity > 0),
    supplier_id       UUID,
    primary key (tenant_id, id),
    unique (tenant_id, sku)
);

create table products (
    tenant_id       UUID          not null,
    id              UUID          not null,
    sku             TEXT          not null,
    barcode         TEXT,
    name            TEXT          not null check (length(name) > 0),
    description     TEXT          not null,
    category        TEXT          not null check (category in ('bread', 'viennoiserie', 'pastry', 'savoury')),
    unit            TEXT          not null default 'unit' check (unit in ('kg', 'unit')),
    weight_g        INTEGER       not null check (weight_g > 0),
    -- How many fill a delivery crate, for planning routes.
    units_per_crate INTEGER       check (units_per_crate > 0),
    -- Before VAT; price_with_vat is what the shelf shows.
    price           NUMERIC(10,2) not null check (price > 0),
    vat_rate        NUMERIC(4,2)  not null check (vat_rate between 0 and 100),
    price_with_vat  NUMERIC(10,2) not null check (price_with_vat >= price),
    allergens       JSONB         not null,
    shelf_life_hours INTEGER      not null check (shelf_life_hours > 0),
    active          BOOLEAN       not null default true,
    recipe_id       UUID,
    primary key (tenant_id, id),
    unique (tenant_id, sku)
);

-- A lot of an ingredient or of a product, in one place. An outlet's lots may be of the
-- parent's products, so neither reference is a foreign key.
create table stock_lots (
    tenant_id         UUID          not null,
    id                UUID          not null,
    lot_number        TEXT          not null,
    ingredient_id     UUID,
    product_id        UUID,
    location_id       UUID          not null,
    quantity          NUMERIC(12,3) not null check (quantity >= 0),
    reserved_quantity NUMERIC(12,3) not null default 0 check (reserved_quantity >= 0),
    unit              TEXT          not null check (unit in ('kg', 'l', 'unit')),
    unit_cost         NUMERIC(10,4) not null check (unit_cost >= 0),
    status            TEXT          not null check (status in ('available', 'quarantined', 'expired', 'consumed')),
    produced_at       TIMESTAMPTZ   not null,
    received_at       TIMESTAMPTZ   not null,
    expires_at        TIMESTAMPTZ   not null,
    primary key (tenant_id, id),
    unique (tenant_id, lot_number),
    check (expires_at > produced_at),
    check (received_at >= produced_at),
    check (reserved_quantity <= quantity),
    check ((ingredient_id is null) <> (product_id is null))
);
