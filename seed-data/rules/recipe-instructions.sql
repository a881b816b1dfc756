-- id: business/recipe-instructions
-- severity: error
-- title: An approved recipe has instructions, a text a step
-- why: An empty page beside the mixer is no recipe.
-- wrong: "instructions": []
-- right: "instructions": ["Autólisis de harina y agua, 30 minutos.", "Amasar."]
-- at: recipes.instructions

select r.tenant_id, r.id,
       iif(json_type(r.instructions) <> 'array', 'the instructions are no list',
           iif(json_array_length(r.instructions) = 0, 'there are no instructions', 'a step is no text')) as message,
       'write an array with a text for each step' as hint
from recipes as r
where r.status = 'approved'
  and (json_type(r.instructions) <> 'array' or json_array_length(r.instructions) = 0
       or exists (select 1 from json_each(r.instructions) as s where s.type <> 'text' or trim(s.value) = ''))
