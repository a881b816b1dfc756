-- id: business/batch-stage
-- severity: warning
-- title: A batch in progress is in a stage that its recipe's minutes allow
-- why: Dough that mixes for two hours is a slip, or a disaster that has no alert.
-- wrong: "stage": "mixing", 105 minutes after "started_at", of 30 minutes of mixing and 75 of proofing
-- right: "stage": "baking"
-- at: production_batches.stage
-- after: business/batch-status, business/batch-recipe, business/recipe-baking

with told as (
    select b.tenant_id, b.id, b.batch_number, b.stage, b._rowid_ as number, r._rowid_ as recipe, r.code, minutes_between(b.started_at, now()) as minutes,
           r.preparation_minutes as mixing, r.preparation_minutes + r.fermentation_minutes as proofing,
           r.preparation_minutes + r.fermentation_minutes + r.baking_minutes as baking,
           minutes_between(b.planned_start_at, b.planned_end_at) as planned
    from production_batches as b
    join recipes as r on r.id = b.recipe_id
    where b.status = 'in_progress' and b.started_at <= now()
)
-- Late or early by a whole stage; a baker who takes half an hour longer is late by less, and a cold proof
-- is planned to take longer.
select tenant_id, id,
       format('%s is %s, %s minutes after its start; %s mixes for %s, proofs until %s and bakes until %s, by %s', batch_number, stage,
              number(round(minutes)), code, number(mixing), number(proofing), number(baking), place('recipes.preparation_minutes', recipe)) as message,
       format('which is right? Write "%s" here, or another "started_at" at %s',
              case when minutes < mixing then 'mixing' when minutes < proofing then 'proofing' when minutes < baking then 'baking' else 'cooling' end,
              place('production_batches.started_at', number)) as hint
from told
where (stage = 'mixing' and minutes >= proofing * max(1, planned / baking) and minutes >= mixing + 30)
   or (stage = 'proofing' and minutes >= max(baking, planned) and minutes >= proofing + 30)
   or (stage = 'baking' and minutes < mixing) or (stage = 'cooling' and minutes < proofing)
