-- id: business/user-email
-- severity: error
-- title: The address of a user is of one session and one tenant alone
-- why: Whoever logs in gives an address and no tenant. Two demos of one profile, or a parent and
--    its outlet, would have two users for one address.
-- wrong: "email": "amparo@laacequia.example"
-- right: "email": "amparo.${session.short_id}@laacequia.example"
-- at: users.email

with ordered as (
    select u.*, instr(u.email, short_id()) = 0 as is_everywhere,
           first_value(u.full_name) over one as first, first_value(u.tenant_id) over one as owner
    from users as u
    window one as (partition by lower(u.email) order by u.id)
), told as (
    select *, iif(owner <> tenant_id, first, null) as other from ordered
)
select tenant_id, id,
       iif(is_everywhere, format('%s has this address in every session', full_name),
           format('%s, a user of another tenant, has the address of %s too', other, full_name)) as message,
       iif(is_everywhere, 'put ${session.short_id} into it, such as in ' ||
           coalesce(substr(email, 1, nullif(instr(email, '@'), 0) - 1), 'name') || '.${session.short_id}' || substr(email, instr(email, '@')),
           'give each an address of their own') as hint
from told
where is_everywhere or other is not null
