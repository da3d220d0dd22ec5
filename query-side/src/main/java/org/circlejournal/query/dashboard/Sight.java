package org.circlejournal.query.dashboard;

import java.util.Set;
import org.circlejournal.events.access.Role;
import org.jspecify.annotations.Nullable;

/** A page: where it is, for whom, and what is on it. */
public interface Sight {

  /** A regular expression; what its first group matches is the {@code key} of the content. */
  String path();

  /** For whom there is something on it; what they see there the API decides. */
  Set<Role> roles();

  /** Name in the navigation and where it leads; null if it is reached from another page. */
  @Nullable Entry entry(Role role, @Nullable String ownCircle);

  Content content(Visit visit, String key);

  /** In the navigation. */
  record Entry(String name, String path) {}
}
