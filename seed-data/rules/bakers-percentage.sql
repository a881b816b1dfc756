-- id: business/bakers-percentage
-- severity: error
-- title: A baker's percentage is of the weight of all flour
-- why: Every baker checks it: flour is 100, water 66, salt 2.
-- wrong: "quantity": 16.5, "bakers_percentage": 60.00, with 25 kg of flour
-- right: "quantity": 16.5, "bakers_percentage": 66.00
-- at: recipe_ingredients.bakers_percentage
-- after: business/recipe-position

with flour as (
    select l.recipe_id, sum(l.quantity) as kg, count(*) as rows,
           group_concat(number(l.quantity), ' + ') as parts
    from recipe_ingredients as l
    join ingredients as i on i.id = l.ingredient_id and i.category = 'flour'
    group by l.recipe_id
),
line as (
    select l.*, i.category, f.kg, iif(f.rows > 1, ' (' || f.parts || ')', '') as parts,
           100.0 * l.quantity / f.kg as percent,
           100.0 * l.quantity / nullif(l.bakers_percentage, 0) as meant_kg,
           coalesce(abs(l.bakers_percentage - 100.0 * l.quantity / f.kg) > 0.0051, l.unit <> 'unit') as is_wrong
    from recipe_ingredients as l
    join flour as f on f.recipe_id = l.recipe_id
    join ingredients as i on i.id = l.ingredient_id
),
-- Where the percentages of all others are of one other weight, that of the flour is the cause. They
-- are rounded, that of yeast by up to a hundredth.
off as (
    select recipe_id, kg, parts, count(*) as rows, 100 * sum(quantity) / sum(bakers_percentage) as meant
    from line
    where category <> 'flour' and bakers_percentage > 0
    group by recipe_id
    having count(*) > 1 and min(is_wrong) and max(meant_kg) < 1.02 * min(meant_kg)
),
-- Of several flours the one whose own percentage says most else.
at_fault as (
    select l.tenant_id, l.id, o.*,
           row_number() over (partition by l.recipe_id order by abs(l.meant_kg - o.meant) desc, l.id) as number
    from off as o
    join line as l on l.recipe_id = o.recipe_id and l.category = 'flour'
)
select l.tenant_id, l.id, 'bakers_percentage' as points_at,
       format('%s of %s kg of flour%s is %.2f %%, not %s', number(l.quantity), number(round(l.kg, 3)), l.parts,
              l.percent, coalesce(format('%.2f', l.bakers_percentage), 'left out')) as message,
       format('which is right? Write %.2f here%s, or mend the flour of this recipe', l.percent,
              coalesce(', or "quantity": ' || number(round(l.bakers_percentage * l.kg / 100, 3)), '')) as hint
from line as l
where l.is_wrong and l.recipe_id not in (select recipe_id from off)
union all
select tenant_id, id, 'quantity',
       format('%s kg of flour%s, and the percentages of the other %d ingredients are of %.1f kg', number(round(kg, 3)), parts, rows, meant),
       format('which is right? Write what makes %.1f kg of flour, or the percentages of %s kg', meant, number(round(kg, 3)))
from at_fault
where number = 1
