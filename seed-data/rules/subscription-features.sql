-- id: business/subscription-features
-- severity: error
-- title: A subscription lists its features
-- why: The account page shows them as a list.
-- wrong: "features": "all"
-- right: "features": ["forecasting", "procurement"]
-- at: subscriptions.features

select tenant_id, id,
       iif(json_type(features) = 'array', 'there are no features', 'the features are no list') as message,
       'write an array of their names' as hint
from subscriptions
where json_type(features) <> 'array' or json_array_length(features) = 0
