-- title: Ripples against the themes of community and fairness
-- question: Do circles that take up community and fairness note more ripples at work?
-- row: a kind of ripple; recorded and imported circles apart
-- not: That themes cause ripples: both may come from how a workplace is, or from how eagerly a circle
--   writes.
-- not: Anything about one person: neither ripples nor explorations have an author.
-- source: participation
-- parameter: least integer 6 -- sessions that a circle must have held
-- step: rank-correlation
-- figure: {"kind": "bar", "x": "ripple", "y": "rho", "interval": ["low", "high"],
--   "units": {"x": "kind of ripple", "y": "Spearman's rho over circles"}}
with held as (
  select circle, count(distinct session) as sessions from session_started group by all
  having count(distinct session) >= $least),
touched as ( -- a path counts for both its ends
  select e.circle, unnest(case t.kind when 'path' then [t.issue, t.goal] else [t.theme] end) as theme
    from theme_explored e join themes t using (circle, theme)
   where not e.retracted),
themes_share as (
  select x.circle,
         count(*) filter (where t.area in ('community', 'fairness')) / count(*) as share
    from touched x join themes t using (circle, theme) group by all),
kinds as (select distinct ripple from ripple_noted),
noted as (select circle, ripple, count(*) as n from ripple_noted group by all)
select f.imported, k.ripple, h.circle, s.share as x, coalesce(n.n, 0) / h.sessions as y
  from held h
  join themes_share s using (circle)
  join (select circle, imported from circle_founded) f using (circle)
  cross join kinds k
  left join noted n on n.circle = h.circle and n.ripple = k.ripple
 order by all
