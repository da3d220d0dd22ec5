-- title: Themes by area over the year
-- question: Which areas of worklife did circles take up, and did that change over the year?
-- row: an area of worklife in a stretch of sessions; recorded and imported circles apart
-- not: How much an area matters to people: a circle may avoid what hurts most.
-- not: Anything about one person: themes are the circle's.
-- source: released
-- parameter: sessions integer 6 -- sessions that are taken together
-- figure: {"kind": "line", "x": "from_session", "y": "share", "series": "area",
--   "units": {"x": "session", "y": "share of explorations"}}
with uses as (
  select c.imported, (u.session - 1) // $sessions as stretch, u.*
    from theme_usage_by_area u join circles c using (circle)),
sums as (
  select imported, stretch, area, count(distinct circle) as circles,
         sum(presented)::bigint as presented, sum(explored)::bigint as explored,
         sum(tools_tried)::bigint as tools_tried
    from uses group by all)
select imported, stretch * $sessions + 1 as from_session, (stretch + 1) * $sessions as to_session,
       area, circles, presented, explored, tools_tried,
       round(explored / nullif(sum(explored) over (partition by imported, stretch), 0), 4) as share
  from sums
 order by all
