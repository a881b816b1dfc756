-- How each product is made.

create table recipes (
    tenant_id            UUID          not null,
    id                   UUID          not null,
    code                 TEXT          not null,
    name                 TEXT          not null check (length(name) > 0),
    product_id           UUID          not null,
    version              INTEGER       not null default 1 check (version > 0),
    status               TEXT          not null check (status in ('draft', 'approved', 'retired')),
    yield_quantity       NUMERIC(12,3) not null check (yield_quantity > 0),
    yield_unit           TEXT          not null check (yield_unit in ('kg', 'unit')),
    preparation_minutes  INTEGER       not null check (preparation_minutes >= 0),
    fermentation_minutes INTEGER       not null check (fermentation_minutes >= 0),
    baking_minutes       INTEGER       not null check (baking_minutes >= 0),
    baking_temperature_c INTEGER       check (baking_temperature_c between 0 and 350),
    instructions         JSONB         not null,
    approved_at          TIMESTAMPTZ,
    primary key (tenant_id, id),
    unique (tenant_id, code, version)
);

create table recipe_ingredients (
    tenant_id          UUID          not null,
    id                 UUID          not null,
    recipe_id          UUID          not null,
    ingredient_id      UUID          not null,
    position           INTEGER       not null check (position > 0),
    quantity           NUMERIC(12,3) not null check (quantity > 0),
    unit               TEXT          not null check (unit in ('kg', 'l', 'unit')),
    -- Baker's percentage: of the weight of all flour in the recipe.
    bakers_percentage  NUMERIC(6,2)  check (bakers_percentage >= 0),
    notes              TEXT,
    primary key (tenant_id, id),
    unique (tenant_id, recipe_id, position),
    foreign key (tenant_id, recipe_id) references recipes (tenant_id, id) on delete cascade
);
