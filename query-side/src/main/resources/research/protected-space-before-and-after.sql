-- title: Protected space before and after a change
-- question: Was the space of a circle kept better, or worse, after a date on which something changed?
-- row: recorded circles, or imported ones
-- not: That the change did it: nothing is compared that did not change, and no trend is taken out.
-- not: Anything from few circles: each counts once, however many sessions it held.
-- source: released
-- parameter: change date 2026-07-01 -- the day on which something changed
-- parameter: window integer 6 -- sessions looked at on each side, at most
-- parameter: least integer 3 -- sessions that a circle must have on each side
-- step: paired
-- figure: {"kind": "bar", "x": "imported", "y": "change", "interval": ["low", "high"],
--   "units": {"x": "imported circles", "y": "change in the share of planned minutes that were kept"}}
with dated as (
  select p.circle, c.imported, substr(p.planned_at, 1, 10)::date as day,
         least(1, greatest(0, coalesce(p.held_minutes, 0) - coalesce(p.interrupted_minutes, 0))
                    / p.planned_minutes) as kept
    from protected_space p join circles c using (circle)
   where p.planned_at is not null
     and (p.state in ('cancelled', 'not-held') or p.held_minutes is not null)),
sided as (
  select *, day >= $change as later,
         row_number() over (partition by circle, day >= $change
                            order by abs(day - $change), day) as away
    from dated),
circles_sides as (
  select imported, circle,
         avg(kept) filter (where not later) as before,
         avg(kept) filter (where later) as after,
         count(*) filter (where not later) as n_before,
         count(*) filter (where later) as n_after
    from sided where away <= $window group by all)
select imported, circle, before, after
  from circles_sides where n_before >= $least and n_after >= $least
 order by all
