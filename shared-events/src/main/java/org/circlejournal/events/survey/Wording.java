package org.circlejournal.events.survey;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a person reads who answers, in one language. Of the words in this form only our own are
 * shipped; all others are files of the operator, who has the right to show them.
 *
 * @param instrument its id
 * @param language BCP 47 tag
 * @param rights to be shown beside the words: whose they are, and by which licence they stand there
 * @param instruction before the items
 * @param items by id, all of the instrument
 * @param options by value, all of the instrument
 */
public record Wording(
    String instrument,
    String language,
    String rights,
    @Nullable String instruction,
    Map<String, String> items,
    Map<String, String> options) {

  public Wording {
    items = Collections.unmodifiableMap(new LinkedHashMap<>(items));
    options = Collections.unmodifiableMap(new LinkedHashMap<>(options));
  }
}
