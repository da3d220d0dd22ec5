package org.circlejournal.query.audit.checks;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.consent.ConsentEvent.ConsentGiven;
import org.circlejournal.events.consent.ConsentEvent.ConsentWithdrawn;
import org.circlejournal.events.consent.ConsentEvent.ErasureCompleted;
import org.circlejournal.events.consent.ConsentEvent.ErasureRequested;
import org.circlejournal.events.consent.ConsentEvent.Lane;

/**
 * No event names a member and a code, not even in its metadata; what happened by one command is of
 * one lane; no table has a column for each.
 */
final class LanesApart extends Check {

  private static final Pattern MEMBER = Pattern.compile("\"m-[A-Za-z0-9_-]+\"");
  private static final Pattern HEX = Pattern.compile("[0-9a-f]{64}");
  private static final Pattern CORRELATION =
      Pattern.compile("\"correlationId\"\\s*:\\s*\"([^\"]+)\"");

  private static final String TABLES =
      """
      select table_schema || '.' || table_name
        from information_schema.columns
       where table_schema not in ('pg_catalog', 'information_schema')
         and column_name in ('member_id', 'code')
       group by 1
      having count(distinct column_name) > 1
      """;

  private final DataSource database;
  private final Map<CircleId, Set<String>> codes = new HashMap<>();
  private String correlation = "";
  private boolean member;
  private boolean code;

  LanesApart(DataSource database) {
    super("lanes-apart", "Do a member's id and a survey code stand together nowhere?");
    this.database = database;
  }

  @Override
  void see(Seen seen) {
    String payload = new String(seen.leaf().payload(), StandardCharsets.UTF_8);
    String metadata = new String(seen.leaf().metadata(), StandardCharsets.UTF_8);
    boolean holds = isOfItsLane(seen);
    Set<String> known = codes.computeIfAbsent(seen.circle(), circle -> new HashSet<>());
    boolean namesMember = MEMBER.matcher(payload).find();
    boolean namesCode = names(payload, known);
    holds &= !(namesMember && namesCode);
    holds &= !MEMBER.matcher(metadata).find() && !names(metadata, known);
    Matcher command = CORRELATION.matcher(metadata);
    if (command.find()) {
      if (!command.group(1).equals(correlation)) {
        correlation = command.group(1);
        member = false;
        code = false;
      }
      member |= namesMember;
      code |= namesCode;
      holds &= !(member && code);
    }
    require(holds, seen.place());
  }

  private boolean isOfItsLane(Seen seen) {
    if (seen.event() instanceof ConsentGiven e) {
      return of(seen, e.lane(), e.principal());
    } else if (seen.event() instanceof ConsentWithdrawn e) {
      return of(seen, e.lane(), e.principal());
    } else if (seen.event() instanceof ErasureRequested e) {
      return of(seen, e.lane(), e.principal());
    } else if (seen.event() instanceof ErasureCompleted e) {
      return of(seen, e.lane(), e.principal());
    }
    return true;
  }

  private boolean of(Seen seen, Lane lane, String principal) {
    if (lane == Lane.CODE) {
      codes.computeIfAbsent(seen.circle(), circle -> new HashSet<>()).add(principal);
    }
    return (lane == Lane.CODE) == HEX.matcher(principal).matches();
  }

  private static boolean names(String text, Set<String> known) {
    Matcher hex = HEX.matcher(text);
    while (hex.find()) {
      if (known.contains(hex.group())) {
        return true;
      }
    }
    return false;
  }

  @Override
  void end() {
    try (Connection c = database.getConnection();
        Statement statement = c.createStatement();
        ResultSet tables = statement.executeQuery(TABLES)) {
      looked();
      while (tables.next()) {
        violated("table " + tables.getString(1) + " has a column for each lane");
      }
    } catch (SQLException e) {
      throw new IllegalStateException("the tables cannot be looked at", e);
    }
  }
}
