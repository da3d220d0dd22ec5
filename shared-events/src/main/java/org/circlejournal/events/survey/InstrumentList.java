package org.circlejournal.events.survey;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.circlejournal.events.WrongFile;
import org.circlejournal.events.journal.Json;

/**
 * {@code GET /instruments}: every edition as it is defined, with its {@code fingerprint}, whether
 * it is {@code inUse}, and the {@code texts} that may be shown. Words of the operator's bundle are
 * for those who show a token: a licence for people who are asked is none for everybody.
 */
public final class InstrumentList {

  private final byte[] forAnyone;
  private final byte[] forKnown;

  private InstrumentList(Instruments instruments, Wordings wordings) {
    this.forAnyone = json(instruments, wordings, false);
    this.forKnown = json(instruments, wordings, true);
  }

  /**
   * @param data the operator's folder, whose {@code instruments/texts/} is read now
   * @throws WrongFile naming each flaw of the first file that has any
   */
  public static InstrumentList in(Path data, Instruments instruments) {
    return new InstrumentList(
        instruments, Wordings.in(data.resolve("instruments").resolve("texts"), instruments));
  }

  /**
   * @param known whether who asks has shown a token
   * @return JSON
   */
  public byte[] json(boolean known) {
    return known ? forKnown.clone() : forAnyone.clone();
  }

  private static byte[] json(Instruments instruments, Wordings wordings, boolean known) {
    ArrayNode rows = Json.mapper().createArrayNode();
    instruments
        .byKey()
        .forEach(
            (key, one) -> {
              boolean inUse = instruments.keyOf(key.id()).stream().anyMatch(key::equals);
              ObjectNode row = Json.mapper().valueToTree(one);
              row.put("fingerprint", key.fingerprint()).put("inUse", inUse);
              List<Wording> texts = new ArrayList<>();
              if (inUse) {
                texts.addAll(wordings.ours(one.id()));
                texts.addAll(known ? wordings.operators(one.id()) : List.of());
              }
              row.set("texts", Json.mapper().valueToTree(texts));
              rows.add(row);
            });
    try {
      return Json.mapper().writeValueAsBytes(rows);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
