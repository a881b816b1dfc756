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
           round(l.bakers_percentage * f.kg / 100, 3) as meant, l._rowid_ as number,
           coalesce(abs(l.bakers_percentage - 100.0 * l.quantity / f.kg) > 0.0051, l.unit <> 'unit') as is_wrong
    from recipe_ingredients as l
    join flour as f on f.recipe_id = l.recipe_id
    join ingredients as i on i.id = l.ingredient_id
),
-- Where the percentages of all others, but for one of three or more, are of one other weight, that of the
-- flour is the cause. They are rounded, that of yeast by up to a hundredth.
other as materialized (
    select recipe_id, id, kg, parts, quantity, bakers_percentage, meant_kg
    from line
    where category <> 'flour' and bakers_percentage > 0
      and recipe_id in (select recipe_id from line where category <> 'flour' and bakers_percentage > 0
                        group by recipe_id having count(*) > 1 and min(is_wrong))
),
alike as (
    select a.recipe_id, a.id, a.kg, a.parts, count(*) as rows, 100 * sum(b.quantity) / sum(b.bakers_percentage) as meant,
           (select count(*) from other as o where o.recipe_id = a.recipe_id) as all_rows
    from other as a
    join other as b on b.recipe_id = a.recipe_id and b.meant_kg between a.meant_kg and 1.02 * a.meant_kg
    group by a.id
),
off as (
    select recipe_id, kg, parts, max(rows) as rows, meant, all_rows
    from alike
    where rows > 1 and rows >= all_rows - 1
    group by recipe_id
),
-- Of several flours the one whose own percentage says most else.
at_fault as (
    select l.tenant_id, l.id, o.*,
           row_number() over (partition by l.recipe_id order by abs(l.meant_kg - o.meant) desc, l.id) as number
    from off as o
    join line as l on l.recipe_id = o.recipe_id and l.category = 'flour'
),
-- Grams for kilograms are a thousand times what the percentage says, and no percentage has five digits before its point.
wrong as (
    select *, unit = 'kg' and abs(quantity / nullif(meant, 0) - 1000) < 10 as is_grams, meant > 0 and percent >= 10000 as is_too_much
    from line
    where is_wrong and recipe_id not in (select recipe_id from off)
)
select tenant_id, id, iif(is_grams or is_too_much, 'quantity', 'bakers_percentage') as points_at,
       format('%s of %s kg of flour%s is %.2f %%, not %s', number(quantity), number(round(kg, 3)), parts,
              percent, coalesce(format('%.2f', bakers_percentage), 'left out')) ||
       iif(is_grams or is_too_much, ', by ' || place('recipe_ingredients.bakers_percentage', number), '') as message,
       case when is_grams then format('write %s, as %s g are %s kg', number(quantity / 1000), number(quantity), number(quantity / 1000))
            when is_too_much then format('write %s, or mend the flour of this recipe', number(meant))
            else format('which is right? Write %.2f here%s, or mend the flour of this recipe', percent,
                        coalesce(format(', or "quantity": %s at %s', number(meant), place('recipe_ingredients.quantity', number)), '')) end as hint
from wrong
union all
select tenant_id, id, 'quantity',
       format('%s kg of flour%s, and the percentages of %s ingredients are of %.1f kg', number(round(kg, 3)), parts,
              iif(rows = all_rows, 'the other ' || rows, format('%d of the other %d', rows, all_rows)), meant),
       format('which is right? Write what makes %.1f kg of flour, or the percentages of %s kg', meant, number(round(kg, 3)))
from at_fault
where number = 1
