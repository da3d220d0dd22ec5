-- title: Circles compared, from what has left
-- question: How much does a scale change between two waves, over circles of which exact figures left?
-- row: a circle or a block of glued circles; then all together, and where a new one would lie
-- not: That circles changed this because of what they did: there is no comparison group.
-- not: Anything of circles below 2k people: their figures leave rounded, without a spread, and are
--   not in it; those that are may differ from them.
-- source: released
-- parameter: instrument text cbi -- the questionnaire
-- parameter: scale text personal -- the scale
-- parameter: from text baseline -- the earlier wave
-- parameter: to text endpoint -- the later wave
-- step: random-effects
-- figure: {"kind": "forest", "x": "effect", "y": "circle", "series": "what",
--   "interval": ["low", "high"], "units": {"x": "change of the mean", "y": "circle"}}
select coalesce(c.imported, false) as imported, t.fingerprint,
       t.circle, t.n, t.mean as effect, t.sd * t.sd / t.n as variance
  from burnout_trend t left join circles c using (circle)
 where t.instrument = $instrument and t.scale = $scale
   and t."row" = 'contrast' and t.from_wave = $from and t.wave = $to
   and t.sd is not null
 order by all
