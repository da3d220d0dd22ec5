package org.circlejournal.query.dashboard;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.circlejournal.events.access.Role;
import org.jspecify.annotations.Nullable;

/**
 * Somebody looks at a page.
 *
 * @param role of who looks
 * @param ownCircle a member's; null for staff
 * @param path of the page, as in the URL
 * @param query its parameters
 * @param look to read with
 * @param views names of all read models
 * @param csrf what a form must say that changes something; null who did not sign in by a page
 * @param at when
 */
public record Visit(
    Role role,
    @Nullable String ownCircle,
    String path,
    Map<String, String> query,
    Look look,
    List<String> views,
    @Nullable String csrf,
    Instant at) {

  /** What the API answers at the point of time that this page is about. */
  public Look.Answer get(String path, String... parameters) {
    return look.get(path, asked(parameters));
  }

  /** Has the API do something, in the name of whoever looks. */
  public Look.Answer send(String method, String path, @Nullable ObjectNode body) {
    return look.send(method, path, body);
  }

  /** These parameters, and that point of time. */
  Map<String, String> asked(String... parameters) {
    Map<String, String> all = new LinkedHashMap<>();
    for (int i = 0; i < parameters.length; i += 2) {
      all.put(parameters[i], parameters[i + 1]);
    }
    if (isOfThePast()) {
      all.put("asOf", query.getOrDefault("asOf", ""));
    }
    return all;
  }

  public boolean isOfThePast() {
    return !query.getOrDefault("asOf", "").isBlank();
  }
}
