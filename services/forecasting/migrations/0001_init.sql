-- How much of each product each place will sell on each day.

create table demand_forecasts (
    tenant_id          UUID          not null,
    id                 UUID          not null,
    product_id         UUID          not null,
    location_id        UUID          not null,
    forecast_date      DATE          not null,
    generated_at       TIMESTAMPTZ   not null,
    predicted_quantity NUMERIC(12,3) not null check (predicted_quantity >= 0),
    lower_bound        NUMERIC(12,3) not null check (lower_bound >= 0),
    upper_bound        NUMERIC(12,3) not null,
    -- Of the interval from lower_bound to upper_bound.
    confidence         NUMERIC(3,2)  not null check (confidence > 0 and confidence < 1),
    model              TEXT          not null,
    primary key (tenant_id, id),
    unique (tenant_id, product_id, location_id, forecast_date),
    check (lower_bound <= predicted_quantity and predicted_quantity <= upper_bound)
);
