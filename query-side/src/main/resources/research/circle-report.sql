-- title: Report of a circle
-- question: How did each scale of a circle change between waves, and what may not be concluded from it?
-- row: a scale at a wave (level), a scale between two waves (contrast), over all waves (omnibus), or a
--   caution; of each circle of the study, or of one
-- not: What the rows called caution say: they are part of the result, and go where it goes.
-- not: Anything of people who do not consent to research of their answers, or whose pattern of presence
--   few share: they are not in it, and the figures that the circle itself was shown are others.
-- not: Anything of recorded circles alone: a study of answers does not tell them from imported ones.
-- source: answers
-- parameter: circle text all -- pseudonym of a circle in the study, or all
-- parameter: omnibus one-of(friedman|mixed-model) mixed-model -- the one test over all waves
-- parameter: seed integer 1 -- of the bootstrap, where there are too many pairs for the complete one
-- step: circle-report
-- figure: {"kind": "forest", "x": "mean", "y": "wave", "series": "scale", "interval": ["low", "high"],
--   "where": {"what": "contrast"}, "units": {"x": "change of the mean", "y": "later wave"}}
select s.circle, s.instrument, s.fingerprint, s.code as person, s.wave, s.day, s.scale,
       s.mean as "value", s.prorated, o.declared
  from scores s
  left join survey_wave_opened o using (circle, wave)
 where s.mean is not null and $circle in ('all', s.circle)
 order by s.circle, s.instrument, s.fingerprint, s.day, s.wave, s.scale, s.code
