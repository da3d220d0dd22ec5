-- title: Retention
-- question: How many of those who joined are still there after so many days?
-- row: a day on which somebody left, counted from joining; recorded and imported circles apart
-- not: Why people left: nobody is asked.
-- not: That others stay as long: only members who consent to research are counted, and who leaves early
--   may have had less time to consent.
-- source: participation
-- step: survival
-- figure: {"kind": "step", "x": "day", "y": "share", "interval": ["low", "high"],
--   "units": {"x": "days since joining", "y": "share still there"}}
with moves as (
  select circle, member, day, true as inside from member_joined
  union all select circle, member, day, true from member_returned
  union all select circle, member, day, false from member_left),
people as (
  select circle, member, min(day) as joined, max(day) as moved,
         max(day) filter (where not inside) as gone, max(day) filter (where inside) as came
    from moves group by all),
seen as ( -- until when anybody could have been seen to leave
  select circle, max(day) as day from (
    select circle, day from session_started
    union all select circle, day from circle_closed
    union all select circle, day from moves)
   group by all)
select f.imported, p.circle,
       (case when coalesce(p.gone > p.came, false) then p.gone else greatest(s.day, p.moved) end)
         - p.joined as days,
       coalesce(p.gone > p.came, false) as gone
  from people p
  join seen s using (circle)
  join (select circle, imported from circle_founded) f using (circle)
 order by all
