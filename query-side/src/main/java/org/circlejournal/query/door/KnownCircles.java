package org.circlejournal.query.door;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.ZoneId;
import java.util.UUID;
import javax.sql.DataSource;
import org.circlejournal.events.access.Bearer;
import org.circlejournal.events.circle.CircleId;
import org.jspecify.annotations.Nullable;

/** Which circles there are, and where. Neither ever changes, so it is remembered for good. */
final class KnownCircles {

  private static final int MOST = 100_000;
  private static final String FIND =
      "select workplace, time_zone from views.circles where circle_id = ?::uuid";

  /** What the door needs to know of a circle. */
  record Place(String workplace, ZoneId zone) {}

  private final DataSource dataSource;
  private final Cache<CircleId, Place> places = Caffeine.newBuilder().maximumSize(MOST).build();

  KnownCircles(DataSource dataSource) {
    this.dataSource = dataSource;
  }

  /** Null if the views do not know the circle, or not yet. */
  @Nullable Place find(CircleId circle) {
    Place known = places.getIfPresent(circle);
    if (known == null) {
      known = select(circle);
      if (known != null) {
        places.put(circle, known);
      }
    }
    return known;
  }

  /**
   * Whether staff may know this circle. One that is not there and one of other workplaces are
   * looked for in the same way: how long it takes must not tell them apart.
   */
  boolean mayKnow(Bearer staff, CircleId circle) {
    Place known = places.getIfPresent(circle);
    if (known != null && staff.mayKnow(known.workplace())) {
      return true;
    }
    Place found = select(circle);
    if (found == null || !staff.mayKnow(found.workplace())) {
      return false;
    }
    places.put(circle, found);
    return true;
  }

  /** Whether it is written as a circle's id is. */
  static boolean wellFormed(String id) {
    try {
      return id.length() == 36 && UUID.fromString(id).toString().equals(id);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private @Nullable Place select(CircleId circle) {
    try (Connection c = dataSource.getConnection();
        PreparedStatement find = c.prepareStatement(FIND)) {
      find.setString(1, circle.value());
      try (ResultSet result = find.executeQuery()) {
        return result.next()
            ? new Place(result.getString(1), ZoneId.of(result.getString(2)))
            : null;
      }
    } catch (SQLException e) {
      throw new IllegalStateException("the circles cannot be read", e);
    }
  }
}
