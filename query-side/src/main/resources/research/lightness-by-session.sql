-- title: Lightness by session
-- question: Do people leave lighter than they came, and does that change over the year?
-- row: a session's number; recorded and imported circles apart
-- not: That the session made people lighter: nobody was asked on evenings without one.
-- not: That the same people are behind two sessions: who was there changes.
-- not: More than half points: a circle below 2k people shows its means rounded to 0.5.
-- source: released
-- step: means
-- figure: {"kind": "line", "x": "session", "y": "mean", "interval": ["low", "high"],
--   "units": {"x": "session", "y": "change in heaviness, leaving - arriving"}}
select c.imported, l.session, l.circle, l.change as value
  from lightness l join circles c using (circle)
 order by all
