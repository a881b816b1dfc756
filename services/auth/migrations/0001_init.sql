-- Who may log in, and what each may do.

create table users (
    tenant_id       UUID        not null,
    id              UUID        not null,
    email           TEXT        not null check (email like '%_@_%'),
    full_name       TEXT        not null check (length(full_name) > 0),
    job_title       TEXT        not null,
    phone           TEXT,
    language        TEXT        not null default 'es' check (length(language) = 2),
    password_digest TEXT        not null,
    active          BOOLEAN     not null default true,
    last_login_at   TIMESTAMPTZ,
    created_at      TIMESTAMPTZ not null,
    primary key (tenant_id, id),
    unique (tenant_id, email)
);

-- Log-in knows an address and no tenant.
create index users_email on users (email);

create table roles (
    tenant_id   UUID not null,
    id          UUID not null,
    name        TEXT not null check (length(name) > 0),
    title       TEXT not null,
    -- An array of "service:read" and "service:write"; "*" stands for every service.
    permissions JSONB not null,
    primary key (tenant_id, id),
    unique (tenant_id, name)
);

create table user_roles (
    tenant_id  UUID        not null,
    id         UUID        not null,
    user_id    UUID        not null,
    role_id    UUID        not null,
    granted_at TIMESTAMPTZ not null,
    primary key (tenant_id, id),
    unique (tenant_id, user_id, role_id),
    foreign key (tenant_id, user_id) references users (tenant_id, id) on delete cascade,
    foreign key (tenant_id, role_id) references roles (tenant_id, id)
);
