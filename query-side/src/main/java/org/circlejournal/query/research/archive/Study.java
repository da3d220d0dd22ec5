package org.circlejournal.query.research.archive;

import java.util.Set;
import org.circlejournal.events.consent.ConsentEvent.DataLane;
import org.jspecify.annotations.Nullable;

/**
 * What a researcher gets to see.
 *
 * @param name a code; the same name has the same pseudonyms
 * @param quote whether the words of people who may be quoted are in it
 * @param rare whether people are kept whose pattern of presence over waves few share
 * @param workplaces whose circles are in it; null for all
 * @param key of its pseudonyms, 32 random bytes; gone with the study
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Study(
    String name,
    DataLane lane,
    boolean quote,
    boolean rare,
    @Nullable Set<String> workplaces,
    byte[] key) {

  @Override
  public String toString() {
    return "Study[" + name + "]";
  }
}
