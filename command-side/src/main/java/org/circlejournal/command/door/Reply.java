package org.circlejournal.command.door;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.circlejournal.command.Answer;
import org.circlejournal.command.vault.Admission;
import org.circlejournal.command.vault.Newcomer;
import org.circlejournal.events.journal.Json;
import org.jspecify.annotations.Nullable;

/** A command's answer as JSON. Secrets are in it once, and never where it is remembered. */
@SuppressWarnings("ArrayRecordComponent") // written once, compared never
record Reply(String circleId, byte[] bytes) {

  /**
   * @param admission of who founds or joins; else null
   * @param ownToken whether the client made the token, which is then not echoed
   */
  static Reply of(Answer answer, @Nullable Admission admission, boolean ownToken) {
    if (admission == null) {
      return new Reply(answer.circleId().value(), write(answer));
    }
    ObjectNode json = welcome(answer, admission.newcomer());
    if (!ownToken) {
      json.put("memberToken", admission.token());
    }
    json.put("recoveryCode", admission.recoveryCode());
    return new Reply(answer.circleId().value(), write(json));
  }

  /** What is remembered under an Idempotency-Key. */
  static String remembered(Answer answer, @Nullable Newcomer newcomer) {
    Object json = newcomer == null ? answer : welcome(answer, newcomer);
    return new String(write(json), StandardCharsets.UTF_8);
  }

  /** A remembered answer, given again. */
  static Reply again(byte[] remembered) {
    try {
      return new Reply(Json.mapper().readTree(remembered).path("circleId").textValue(), remembered);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ObjectNode welcome(Answer answer, Newcomer newcomer) {
    ObjectNode json = Json.mapper().valueToTree(answer);
    return json.put("memberId", newcomer.member().value());
  }

  private static byte[] write(Object value) {
    try {
      return Json.mapper().writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
