package org.circlejournal.command.door;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.circlejournal.command.Answer;
import org.circlejournal.command.vault.Admission;
import org.circlejournal.command.vault.Newcomer;
import org.circlejournal.events.circle.MemberId;
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
    Welcome welcome =
        new Welcome(
            answer,
            admission.newcomer().member(),
            ownToken ? null : admission.token(),
            admission.recoveryCode());
    return new Reply(answer.circleId().value(), write(welcome));
  }

  /** What is remembered under an Idempotency-Key. */
  static String remembered(Answer answer, @Nullable Newcomer newcomer) {
    Object json = newcomer == null ? answer : new Welcome(answer, newcomer.member(), null, null);
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

  /** To who founds or joins; what is null is left out. */
  private record Welcome(
      @JsonUnwrapped Answer answer,
      MemberId memberId,
      @Nullable String memberToken,
      @Nullable String recoveryCode) {}

  private static byte[] write(Object value) {
    try {
      return Json.mapper().writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
