-- id: business/stop-window
-- severity: error
-- title: A customer waits for a delivery within half a day
-- why: "Some time today" is what the window is there to avoid.
-- wrong: "window_start_at": "BASE_TS - 1d1h", "window_end_at": "BASE_TS"
-- right: "window_start_at": "BASE_TS - 1h", "window_end_at": "BASE_TS"
-- at: delivery_stops.window_end_at

select tenant_id, id,
       format('the window is %s hours long', number(round(minutes_between(window_start_at, window_end_at) / 60, 1))) as message,
       'write a window of at most twelve hours' as hint
from delivery_stops
where minutes_between(window_start_at, window_end_at) > 12 * 60
