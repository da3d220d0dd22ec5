package org.circlejournal.command.door;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.circlejournal.command.Refusal;
import org.circlejournal.command.Refused;
import org.circlejournal.command.vault.Members;
import org.circlejournal.command.vault.Members.Recovered;
import org.circlejournal.events.access.Doorkeeper;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.journal.Json;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Who lost the token shows the recovery code: {@code {"recoveryCode": "…", "memberToken"?: "…"}}.
 * The answer holds new ones, once; the code is a token here, and refused like one. A circle that is
 * not there and a code that is wrong give the same answer.
 */
@RestController
final class RecoveryEndpoint {

  private static final String RECOVERY_CODE = "recoveryCode";

  /** A code as typed, with whatever separates its groups. */
  private static final int LONGEST = 100;

  private final Doorkeeper doorkeeper;
  private final Members members;

  RecoveryEndpoint(Doorkeeper doorkeeper, Members members) {
    this.doorkeeper = doorkeeper;
    this.members = members;
  }

  @PostMapping("/circles/{circleId}/recovery")
  void recover(
      @PathVariable String circleId, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Requests.requireType(request, "application/json");
    byte[] bytes = Requests.body(request);
    ObjectNode body = Bodies.tree(bytes, 0, bytes.length);
    String ownToken = Bodies.takeMemberToken(body);
    String code = takeCode(body);
    String address = request.getRemoteAddr();
    doorkeeper.requireFewFailures(address);
    if (ownToken != null && doorkeeper.isTaken(ownToken)) {
      throw Bodies.refused(Refusal.INVALID_VALUE, List.of("memberToken"));
    }
    Recovered recovered =
        members
            .recover(new CircleId(circleId), code, ownToken)
            .orElseThrow(
                () -> {
                  doorkeeper.failed(address);
                  return new Refused(Refusal.TOKEN_INVALID);
                });
    doorkeeper.forget(recovered.lostToken());
    ObjectNode answer = Json.mapper().createObjectNode();
    answer.put("circleId", recovered.circle().value());
    answer.put("memberId", recovered.member().value());
    if (ownToken == null) {
      answer.put("memberToken", recovered.token());
    }
    answer.put(RECOVERY_CODE, recovered.recoveryCode());
    Answers.json(response, 200, answer);
  }

  private static String takeCode(ObjectNode body) {
    JsonNode code = body.remove(RECOVERY_CODE);
    if (!body.isEmpty()) {
      List<String> unknown = new ArrayList<>();
      body.fieldNames().forEachRemaining(unknown::add);
      throw Bodies.refused(Refusal.UNKNOWN_FIELD, unknown);
    }
    if (code == null || code.isNull()) {
      throw Bodies.refused(Refusal.MISSING_FIELD, List.of(RECOVERY_CODE));
    }
    if (!code.isTextual() || code.textValue().isBlank() || code.textValue().length() > LONGEST) {
      throw Bodies.refused(Refusal.INVALID_VALUE, List.of(RECOVERY_CODE));
    }
    return code.textValue();
  }
}
