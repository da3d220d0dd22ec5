package org.circlejournal.query.research.asking;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.circlejournal.events.consent.ConsentEvent.DataLane;
import org.circlejournal.events.journal.Json;
import org.circlejournal.events.log.Checkpoint;
import org.circlejournal.query.research.archive.Exports.Order;
import org.jspecify.annotations.Nullable;

/**
 * How an answer came about, so that anybody who may can have it computed again. It tells nothing of
 * any person: hashes of a study's answer, and of who consented, are under the study's key.
 *
 * @param id also of the entry in the ledger, where the answer was a disclosure
 * @param analysis null for free SQL
 * @param sqlSha256 of the SQL, or of the analysis' file
 * @param parameters values of all
 * @param study null for what may leave
 * @param workplaces whose circles were looked at; null for all
 * @param position up to which the journal was read
 * @param consents who consented, of those whom the study could hold; null for what may leave
 * @param epoch of research's key; null for what may leave
 * @param output null if the question failed while it ran
 * @param failure why it failed; null if it did not
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
record Receipt(
    String id,
    Instant at,
    @Nullable String analysis,
    @Nullable String sql,
    String sqlSha256,
    Map<String, String> parameters,
    @Nullable OfStudy study,
    @Nullable Set<String> workplaces,
    boolean mayLeave,
    long position,
    @Nullable Witness checkpoint,
    @Nullable String consents,
    @Nullable Integer epoch,
    Map<String, String> versions,
    @Nullable Fingerprint output,
    @Nullable String failure) {

  /**
   * The study.
   *
   * @param purposeSha256 of the purpose as it was stated
   * @param researcher to whom it was disclosed, as the issuer of tokens names them; null where a
   *     token is a role's. The journal has it by the receipt's hash only
   */
  record OfStudy(
      String name,
      DataLane lane,
      boolean quote,
      boolean rare,
      String purposeSha256,
      @Nullable String researcher) {
    static OfStudy of(Order order) {
      return new OfStudy(
          order.study(),
          order.lane(),
          order.quote(),
          order.rare(),
          Digests.sha256(order.purpose()),
          order.researcher());
    }
  }

  /** The log's checkpoint when it was answered. */
  record Witness(String origin, long size, String root) {
    static @Nullable Witness of(@Nullable Checkpoint checkpoint) {
      return checkpoint == null
          ? null
          : new Witness(checkpoint.origin(), checkpoint.size(), checkpoint.root().base64());
    }
  }

  /** As it is kept, and as its hash is taken. */
  String json() {
    try {
      return Json.mapper().writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Receipt of(String json) {
    try {
      return Json.mapper().readValue(json, Receipt.class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What is kept of the values of parameters. */
  static JsonNode node(Receipt receipt) {
    return Json.mapper().valueToTree(receipt);
  }

  /** Versions that are other ones now; names only. */
  List<String> changed(Map<String, String> now) {
    return versions.entrySet().stream()
        .filter(entry -> !entry.getValue().equals(now.get(entry.getKey())))
        .map(Map.Entry::getKey)
        .sorted()
        .toList();
  }
}
