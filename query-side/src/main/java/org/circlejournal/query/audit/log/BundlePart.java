package org.circlejournal.query.audit.log;

import java.util.SortedMap;
import org.circlejournal.events.circle.CircleId;

/** Something that stands in an auditor's bundle. Whoever has such a thing declares a bean of it. */
@FunctionalInterface
public interface BundlePart {

  /**
   * Files by their name in the bundle ({@code consents.csv}); nothing that an auditor may not see.
   */
  SortedMap<String, byte[]> files(CircleId circle);
}
