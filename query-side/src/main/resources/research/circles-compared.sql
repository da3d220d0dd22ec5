-- title: Circles compared
-- question: How much does a scale change between two waves, and do circles differ in that?
-- row: a circle; then all together, and where a new one would lie
-- not: That circles changed this because of what they did: there is no comparison group.
-- not: That the mean over all people has changed so: circles are the sample, each with its own change.
-- not: Anything of people who answered once only, or who do not consent to research.
-- not: Anything of recorded circles alone: a study of answers does not tell them from imported ones.
-- source: answers
-- parameter: instrument text cbi -- the questionnaire
-- parameter: scale text personal -- the scale
-- parameter: from text baseline -- the earlier wave
-- parameter: to text endpoint -- the later wave
-- step: random-effects
-- figure: {"kind": "forest", "x": "effect", "y": "circle", "series": "what",
--   "interval": ["low", "high"], "units": {"x": "change of the mean", "y": "circle"}}
with pairs as (
  select a.circle, a.fingerprint, b.mean - a.mean as change
    from scores a join scores b using (circle, code, instrument, scale, fingerprint)
   where a.instrument = $instrument and a.scale = $scale and a.wave = $from and b.wave = $to
     and a.mean is not null and b.mean is not null)
select fingerprint, circle, count(*) as n,
       avg(change order by change) as effect,
       var_samp(change order by change) / count(*) as variance
  from pairs
 group by all
 order by all
