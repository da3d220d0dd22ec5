-- title: Slips over time
-- question: Is the frame kept better as a circle grows older?
-- row: a kind of slip in six sessions; recorded and imported circles apart
-- not: Whose slips, or how many: the share of sessions in which a kind was named is all that leaves.
-- not: That fewer were made: a circle may have stopped naming them.
-- source: released
-- step: means
-- figure: {"kind": "line", "x": "from_session", "y": "mean", "series": "kind",
--   "interval": ["low", "high"],
--   "units": {"x": "session", "y": "share of sessions in which it was named"}}
select c.imported, s.from_session, s.to_session, s.kind, s.circle, s.share as value
  from frame_by_slip s join circles c using (circle)
 order by all
