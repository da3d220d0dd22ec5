-- title: Which tools answered which themes, and what followed
-- question: What did circles try for themes of which area; was the theme taken up again, how helpful was
--   the tool, and did people leave lighter?
-- row: a tool tried for themes of an area; recorded and imported circles apart
-- not: That a tool works: a circle tries what it trusts, for what it dares.
-- not: That lightness is the tool's doing: a session has more in it than one tool.
-- not: Anything of pulses and ratings where not all members consent: those sessions are not in them.
-- source: participation
-- parameter: within integer 3 -- later sessions in which a theme may be taken up again
-- figure: {"kind": "heatmap", "x": "area", "y": "tool", "value": "tried",
--   "units": {"value": "times tried"}}
with pulses as (
  select circle, session, pulses::json as pulses, ratings::json as ratings from pulses_recorded),
lighter as (
  select circle, session, avg((p ->> 1)::double - (p ->> 0)::double order by p::varchar) as change
    from (select circle, session, unnest(pulses::json[]) as p from pulses)
   group by all),
tried as (
  select x.circle, x.session, x.tool, x.theme,
         unnest(case t.kind when 'path' then
                  list_distinct([i.area, g.area]) else [t.area] end) as area
    from tool_tried x
    join themes t using (circle, theme)
    left join themes i on i.circle = t.circle and i.theme = t.issue
    left join themes g on g.circle = t.circle and g.theme = t.goal
   where not x.retracted),
followed as (
  select t.*,
         exists (select 1 from theme_explored e
                  where e.circle = t.circle and e.theme = t.theme and not e.retracted
                    and e.session > t.session and e.session <= t.session + $within) as again,
         l.change,
         list_avg((r.ratings -> ('$."' || t.tool || '"'))::double[]) as rating
    from tried t
    left join lighter l using (circle, session)
    left join pulses r using (circle, session))
select f.imported, t.tool, t.area,
       count(*) as tried, count(distinct t.circle) as circles,
       count(*) filter (where t.again) / count(*) as taken_up_again,
       count(t.rating) as rated,
       avg(t.rating order by t.rating) as helpfulness,
       count(t.change) as weighed,
       avg(t.change order by t.change) as change
  from followed t
  join (select circle, imported from circle_founded) f using (circle)
 group by all
 order by all
