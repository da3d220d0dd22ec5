-- title: Profiles between waves
-- question: Who had which profile of burnout at one wave, and which at a later one?
-- row: a profile at the earlier wave and one at the later
-- not: That anybody is ill: profiles are no diagnoses, and their boundaries and norms (MBI, third
--   edition) are not confirmed against the licensed manual.
-- not: That a step between two profiles is a reliable change: people near a boundary cross it by chance.
-- not: A count below k, or whose complement is below k, outside of this analysis: it tells of persons.
-- not: Anything of recorded circles alone: a study of answers does not tell them from imported ones.
-- source: answers
-- parameter: norms one-of(manual-3-overall|manual-3-mental-health) manual-3-overall -- the norm set
-- parameter: from text baseline -- the earlier wave
-- parameter: to text endpoint -- the later wave
-- step: profiles
-- figure: {"kind": "heatmap", "x": "from_profile", "y": "to_profile", "value": "people",
--   "units": {"value": "people"}}
select code as person, case wave when $from then 'from' else 'to' end as at, scale, "sum"
  from scores
 where instrument = 'mbi-hss' and wave in ($from, $to) and "sum" is not null
 order by all
