package org.circlejournal.command.door;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.circlejournal.command.Refusal;
import org.circlejournal.command.door.App.Answered;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every code that {@code GET /commands} lists is provoked over HTTP at least once. */
class RefusalsIT {

  private static final long DAY = 24 * 60;
  private static final String CASE = "{'session':1,'member':'%s','themes':[]}";

  private final App app = App.shared();
  private final Map<Refusal, Supplier<Answered>> provocations = new EnumMap<>(Refusal.class);

  RefusalsIT() {
    form();
    whoAndWhere();
    circle();
    sessions();
    boards();
    waves();
  }

  private Story story(int members) {
    return new Story(app, members);
  }

  /** Session 2, a regular one, open with m1 and m2 in this phase. */
  private Story inPhase(String... phases) {
    Story story = story(3).session(2, DAY, 1, 2);
    for (String phase : phases) {
      story.line(DAY + 1, 1, "advance-phase", "'session':2,'phase':'" + phase + "'");
    }
    return story.written();
  }

  private void form() {
    provocations.put(
        Refusal.MALFORMED_JSON, () -> story(1).written().post(1, "start-session", "{"));
    provocations.put(
        Refusal.UNKNOWN_FIELD, () -> story(1).written().post(1, "leave-circle", "{'why':'x'}"));
    provocations.put(
        Refusal.MISSING_FIELD, () -> story(1).written().post(1, "start-session", "{}"));
    provocations.put(
        Refusal.INVALID_VALUE,
        () -> story(1).written().post(1, "start-session", "{'session':'one'}"));
    provocations.put(
        Refusal.BODY_TOO_LARGE,
        () -> story(1).written().post(1, "note-issue", "{'text':'" + "x".repeat(1 << 20) + "'}"));
    provocations.put(
        Refusal.MEDIA_TYPE_UNSUPPORTED,
        () -> {
          Story story = story(1).written();
          return app.send(
              app.request(story.path() + "/leave-circle", story.token(1))
                  .header("Content-Type", "application/x-www-form-urlencoded")
                  .POST(BodyPublishers.ofString("{}"))
                  .build());
        });
    provocations.put(
        Refusal.IDEMPOTENCY_KEY_REUSED,
        () -> {
          Story story = story(1).session(1, DAY, 1).written();
          String path = story.path() + "/name-frame-slip";
          List<String> key = List.of("Idempotency-Key", "one");
          app.post(path, story.token(1), "{'session':1,'kind':'advice'}", key);
          return app.post(path, story.token(1), "{'session':1,'kind':'fixing'}", key);
        });
  }

  private void whoAndWhere() {
    provocations.put(
        Refusal.TOKEN_MISSING,
        () -> app.post(story(1).written().path() + "/leave-circle", null, "{}"));
    provocations.put(
        Refusal.TOKEN_INVALID,
        () -> app.post(story(1).written().path() + "/leave-circle", "x".repeat(43), "{}"));
    provocations.put(
        Refusal.ROLE_NOT_ALLOWED,
        () ->
            story(1)
                .written()
                .post(1, "replan-sessions", "{'fromSession':2,'dates':[],'reason':'rhythm'}"));
    provocations.put(
        Refusal.CIRCLE_UNKNOWN,
        () -> app.post("/circles/none/leave-circle", story(1).written().token(1), "{}"));
    provocations.put(
        Refusal.CONCURRENT_WRITE,
        () -> new Rival(app).conflict(story(1).session(1, DAY, 1).written()));
    provocations.put(
        Refusal.AT_IN_FUTURE,
        () -> story(1).written().post(1, "leave-circle", "{'at':'2999-01-01T00:00:00Z'}"));
  }

  private void circle() {
    provocations.put(
        Refusal.CIRCLE_FULL,
        () -> {
          Story story = new Story(app, 5, "5").written();
          return story.join(story.invitation());
        });
    provocations.put(
        Refusal.JOINING_CLOSED,
        () -> {
          Story story = story(2).session(6, DAY).written();
          return story.join(story.invitation());
        });
    provocations.put(
        Refusal.CIRCLE_CLOSED,
        () ->
            story(2)
                .written()
                .done(1, "close-circle", "{'reason':'dissolved'}")
                .done(2, "close-circle", "{'reason':'dissolved'}")
                .post(1, "start-session", "{'session':1}"));
    provocations.put(
        Refusal.CIRCLE_SEALED,
        () ->
            story(2)
                .written()
                .done(1, "seal-circle", "{}")
                .done(2, "seal-circle", "{}")
                .post(1, "note-ripple", "{'ripple':'said-no'}"));
    provocations.put(
        Refusal.CIRCLE_NOT_SEALED, () -> story(2).written().post(1, "erase-circle", "{}"));
    provocations.put(
        Refusal.FRAME_NOT_AGREED,
        () -> {
          Story story = story(1).session(1, DAY).written();
          String stranger = story.join(story.invitation()).text("memberId");
          return story.post(
              1, "check-in", "{'session':1,'member':'" + stranger + "','mode':'remote'}");
        });
    provocations.put(
        Refusal.CONSENT_MISSING,
        () -> {
          Story story = story(2).session(1, DAY).written();
          story.done(2, "withdraw-consent", "{'purpose':'take-part'}");
          return story.post(
              1, "check-in", "{'session':1,'member':'" + story.memberId(2) + "','mode':'remote'}");
        });
    provocations.put(
        Refusal.NOTICE_UNKNOWN,
        () ->
            story(1)
                .written()
                .post(
                    1,
                    "give-consent",
                    "{'purpose':'research-participation','notice':"
                        + "{'version':'9','language':'en','sha256':'"
                        + "0".repeat(64)
                        + "'}}"));
    provocations.put(
        Refusal.ALREADY_SO,
        () -> story(1).written().post(1, "agree-frame", "{'frameVersion':'1'}"));
    provocations.put(
        Refusal.NOT_A_MEMBER,
        () ->
            story(2)
                .written()
                .done(2, "leave-circle", "{}")
                .post(2, "start-session", "{'session':1}"));
    provocations.put(
        Refusal.MEMBER_UNKNOWN,
        () ->
            story(1)
                .session(1, DAY)
                .written()
                .post(1, "check-in", "{'session':1,'member':'m-somebody','mode':'remote'}"));
    provocations.put(
        Refusal.SESSION_OPEN,
        () -> story(1).session(1, DAY).written().post(1, "close-circle", "{'reason':'dissolved'}"));
  }

  private void sessions() {
    provocations.put(
        Refusal.SESSION_UNKNOWN,
        () -> story(1).written().post(1, "start-session", "{'session':27}"));
    provocations.put(
        Refusal.ANOTHER_SESSION_OPEN,
        () -> story(1).session(1, DAY).written().post(1, "start-session", "{'session':2}"));
    provocations.put(
        Refusal.SESSION_NOT_OPEN,
        () -> story(1).written().post(1, "ask-question", "{'session':1}"));
    provocations.put(
        Refusal.SESSION_ALREADY_HELD,
        () ->
            story(1)
                .session(1, DAY)
                .written()
                .post(1, "cancel-session", "{'session':1,'reason':'room','decidedBy':'circle'}"));
    provocations.put(
        Refusal.PHASE_ORDER,
        () -> inPhase("reflection").post(1, "advance-phase", "{'session':2,'phase':'stillness'}"));
    provocations.put(
        Refusal.WRONG_PHASE, () -> inPhase("stillness").post(1, "ask-question", "{'session':2}"));
    provocations.put(
        Refusal.PRESENTER_ABSENT,
        () -> {
          Story story = inPhase("presentation");
          return story.post(1, "present-case", theCase(story, 3));
        });
    provocations.put(
        Refusal.CASE_ALREADY_PRESENTED,
        () -> {
          Story story = inPhase("presentation");
          story.done(1, "present-case", theCase(story, 1));
          return story.post(1, "present-case", theCase(story, 2));
        });
    provocations.put(
        Refusal.PRESENTER_LISTENS,
        () -> {
          Story story = inPhase("presentation");
          story.done(1, "present-case", theCase(story, 1));
          story.done(1, "advance-phase", "{'session':2,'phase':'reflection'}");
          return story.post(1, "share-reflection", reflection(story, 1));
        });
    provocations.put(
        Refusal.NOT_PRESENT,
        () -> {
          Story story = inPhase("reflection");
          return story.post(1, "share-reflection", reflection(story, 3));
        });
    provocations.put(
        Refusal.ALREADY_CHECKED_IN,
        () -> {
          Story story = story(1).session(1, DAY, 1).written();
          return story.post(
              1, "check-in", "{'session':1,'member':'" + story.memberId(1) + "','mode':'remote'}");
        });
    provocations.put(
        Refusal.APOLOGIES_EXCEED_ABSENT,
        () ->
            story(2)
                .session(1, DAY, 1)
                .written()
                .done(1, "send-apologies", "{'session':1,'reason':'private'}")
                .post(1, "send-apologies", "{'session':1,'reason':'private'}"));
    provocations.put(
        Refusal.AT_OUT_OF_ORDER,
        () -> {
          Story story = inPhase("stillness");
          return story.post(
              1,
              "advance-phase",
              "{'session':2,'phase':'presentation','at':'" + story.at(DAY - 10) + "'}");
        });
    provocations.put(
        Refusal.CORRECTION_WINDOW_OVER,
        () ->
            story(1)
                .session(1, DAY, 1)
                .line(DAY + 90, 1, "close-session", "'session':1,'reason':'other'")
                .written()
                .post(1, "name-frame-slip", "{'session':1,'kind':'advice'}"));
    provocations.put(
        Refusal.NOT_RETRACTABLE,
        () ->
            story(1)
                .session(1, DAY, 1)
                .written()
                .post(1, "retract-entry", "{'session':1,'version':0,'reason':'mistake'}"));
  }

  private static String theCase(Story story, int member) {
    return CASE.formatted(story.memberId(member)).replace("'session':1", "'session':2");
  }

  private static String reflection(Story story, int member) {
    return "{'session':2,'member':'%s','perspective':'as-client'}"
        .formatted(story.memberId(member));
  }

  private void boards() {
    provocations.put(
        Refusal.THEME_UNKNOWN,
        () -> inPhase("stillness").post(1, "explore-theme", "{'session':2,'theme':'i99'}"));
    provocations.put(
        Refusal.THEME_RETIRED,
        () ->
            inPhase("stillness")
                .done(1, "note-issue", "{'text':'pager','area':'workload'}")
                .done(1, "retire-theme", "{'theme':'i1'}")
                .post(1, "explore-theme", "{'session':2,'theme':'i1'}"));
  }

  private void waves() {
    provocations.put(
        Refusal.WAVE_UNKNOWN,
        () -> story(1).written().post(1, "close-survey-wave", "{'wave':'endpoint'}"));
    provocations.put(
        Refusal.WAVE_ALREADY_OPEN,
        () ->
            wave(50 * DAY)
                .post(1, "open-survey-wave", "{'wave':'baseline','instruments':['cbi']}"));
    provocations.put(
        Refusal.WAVES_TOO_CLOSE,
        () ->
            wave(50 * DAY)
                .post(1, "open-survey-wave", "{'wave':'interim-1','instruments':['cbi']}"));
    provocations.put(Refusal.WAVE_OPEN, () -> wave(50 * DAY).post(1, "seal-circle", "{}"));
    provocations.put(
        Refusal.MEMBERS_MISSING,
        () -> wave(50 * DAY).post(1, "close-survey-wave", "{'wave':'baseline'}"));
    provocations.put(
        Refusal.BALLOT_UNKNOWN,
        () -> wave(50 * DAY).post(1, "take-ballot-back", "{'wave':'baseline','instrument':'cbi'}"));
    provocations.put(
        Refusal.WAVE_CLOSED,
        () -> wave(20 * DAY).post(1, "take-ballot-back", "{'wave':'baseline','instrument':'cbi'}"));
    provocations.put(Refusal.INSTRUMENT_UNKNOWN, () -> survey("mbi-hss", "'cbi-01':75"));
    provocations.put(Refusal.ITEM_UNKNOWN, () -> survey("cbi", "'cbi-99':75"));
    provocations.put(Refusal.ANSWER_OUT_OF_RANGE, () -> survey("cbi", "'cbi-01':76"));
  }

  /** A baseline that closes so many minutes after the founding. */
  private Story wave(long closes) {
    Story story = story(2);
    return story
        .line(
            DAY,
            1,
            "open-survey-wave",
            "'wave':'baseline','instruments':['cbi'],'closesAt':'" + story.at(closes) + "'")
        .written();
  }

  private Answered survey(String instrument, String answers) {
    Story story = wave(50 * DAY);
    return story.post(
        1,
        "record-survey",
        "{'wave':'baseline','instrument':'%s','answers':{%s},'choices':%s,'notice':%s}"
            .formatted(
                instrument,
                answers,
                "{'surveys':true,'researchAnswers':false,'quote':false}",
                story.notice("answers")));
  }

  @TestFactory
  Stream<DynamicTest> every_refusal_is_an_answer() {
    return provocations.entrySet().stream()
        .map(
            each ->
                DynamicTest.dynamicTest(
                    each.getKey().code(),
                    () -> {
                      Answered answer = each.getValue().get();
                      assertThat(answer.code())
                          .as(answer.toString())
                          .isEqualTo(each.getKey().code());
                      assertThat(answer.status()).isEqualTo(each.getKey().status());
                      assertThat(answer.json().path("status").asInt()).isEqualTo(answer.status());
                      assertThat(answer.header("Content-Type"))
                          .isEqualTo("application/problem+json");
                    }));
  }

  @Test
  void no_listed_refusal_is_left_out() {
    TreeSet<String> listed = new TreeSet<>();
    for (JsonNode command : app.get("/commands", null).json()) {
      command.path("refusals").forEach(code -> listed.add(code.asText()));
    }
    provocations.keySet().forEach(refusal -> listed.remove(refusal.code()));
    assertThat(listed).isEmpty();
  }
}
