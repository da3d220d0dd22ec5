package org.circlejournal.query.view;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import javax.sql.DataSource;

/**
 * Which processes run a view now, and how many of its segments each should hold. Only a
 * distribution: who may write is decided by the claim in the token's own transaction.
 */
final class Processes {

  /**
   * Says that this process runs these generations and no others, forgets who has been silent, and
   * counts. Own rows are counted from the parameters: a statement does not see what it writes.
   * Locked rows are left alone, so that processes never wait for each other in a circle.
   */
  private static final String BEAT =
      """
      with me as (
        select ? as node, clock_timestamp() as at, ? * interval '1 millisecond' as silence,
               ?::text[] as generations
      ), seen as (
        insert into views.process (node, generation, seen_at)
        select node, unnest(generations), at from me
        on conflict (node, generation) do update set seen_at = excluded.seen_at
      ), gone as (
        delete from views.process where ctid = any (array(
          select p.ctid from views.process p, me
           where case when p.node = me.node then p.generation <> all (me.generations)
                      else p.seen_at < me.at - me.silence end
             for update of p skip locked))
      ), live as (
        select node, unnest(generations) as generation from me
        union all
        select p.node, p.generation from views.process p, me
         where p.node <> me.node and p.seen_at >= me.at - me.silence
      ), ranked as (
        select node, generation,
               count(*) over (partition by generation) as live,
               row_number() over (partition by generation
                                  order by md5(generation || node), node) as rank
          from live
      )
      select generation, live, rank from ranked where node = (select node from me)
      """;

  private final DataSource dataSource;
  private final String node;
  private final Duration silence;

  /**
   * @param node name of this process
   * @param silence after so long without a beat a process does not count
   */
  Processes(DataSource dataSource, String node, Duration silence) {
    this.dataSource = dataSource;
    this.node = node;
    this.silence = silence;
  }

  /**
   * How many of {@code segments} this process should hold, by generation. The shares of all live
   * processes add up to the segments; a generation that is not among {@code generations} has none.
   */
  Map<String, Integer> beat(Collection<String> generations, int segments) throws SQLException {
    Map<String, Integer> shares = new HashMap<>();
    try (Connection c = dataSource.getConnection();
        PreparedStatement beat = c.prepareStatement(BEAT)) {
      beat.setString(1, node);
      beat.setLong(2, silence.toMillis());
      beat.setArray(3, c.createArrayOf("text", generations.toArray()));
      try (ResultSet result = beat.executeQuery()) {
        while (result.next()) {
          int live = result.getInt(2);
          int rank = result.getInt(3);
          shares.put(result.getString(1), (segments + live - rank) / live);
        }
      }
    }
    return shares;
  }
}
