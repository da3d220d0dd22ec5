-- title: Attendance and change in exhaustion
-- question: Within circles, did those who came more often change differently on a scale?
-- row: a circle; then all together, and where a new one would lie. Effect: change of the scale for
--   somebody always there against never there.
-- not: That coming helps: who is worse may come less, and who comes less may leave and not answer.
-- not: Anything about people who did not choose to have both lanes read together, or about circles
--   whose links may not be used.
-- source: linked
-- parameter: instrument text cbi -- the questionnaire
-- parameter: scale text personal -- the scale
-- parameter: from text baseline -- the earlier wave
-- parameter: to text endpoint -- the later wave
-- step: slopes
-- figure: {"kind": "forest", "x": "effect", "y": "circle", "series": "what",
--   "interval": ["low", "high"], "units": {"x": "change per full attendance", "y": "circle"}}
with came as (
  select circle, member as person, avg((status <> 'not-present')::integer) as share
    from attendance group by all),
changed as (
  select a.circle, a.code as person, a.fingerprint, b.mean - a.mean as change
    from scores a join scores b using (circle, code, instrument, scale, fingerprint)
   where a.instrument = $instrument and a.scale = $scale and a.wave = $from and b.wave = $to
     and a.mean is not null and b.mean is not null)
select f.imported, x.fingerprint, x.circle, x.person, c.share as x, x.change as y
  from changed x
  join came c using (circle, person)
  join (select circle, imported from circle_founded) f using (circle)
 order by all
