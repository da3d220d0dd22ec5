package org.circlejournal.command.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Objects;
import org.circlejournal.command.Command;
import org.circlejournal.command.Refusal;
import org.circlejournal.command.session.SessionCommand.Attendee;
import org.circlejournal.command.session.SessionCommand.PostponeSession;
import org.circlejournal.command.session.SessionCommand.WriteUpSession;
import org.circlejournal.command.survey.SurveyCommand.RecordSurvey;
import org.circlejournal.events.circle.MemberId;
import org.circlejournal.events.session.SessionEvent.DecidedBy;
import org.circlejournal.events.session.SessionEvent.MoveReason;
import org.circlejournal.events.session.SessionEvent.Presence;
import org.junit.jupiter.api.Test;

class BodiesTest {

  private static final Catalogue CATALOGUE = new Catalogue();

  private static Command read(String name, String body) {
    byte[] bytes = body.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    ObjectNode tree = Bodies.tree(bytes, 0, bytes.length);
    return Bodies.command(Objects.requireNonNull(CATALOGUE.find(name)), tree);
  }

  private static FormRefusal refused(String name, String body) {
    FormRefusal refusal = catchThrowableOfType(FormRefusal.class, () -> read(name, body));
    assertThat(refusal).as(body).isNotNull();
    return refusal;
  }

  private static void assertRefused(String name, String body, Refusal code, String... fields) {
    FormRefusal refusal = refused(name, body);
    assertThat(refusal.refusal()).as(body).isEqualTo(code);
    assertThat(refusal.fields()).as(body).isEqualTo(List.of(fields));
  }

  @Test
  void a_body_becomes_its_record() {
    assertThat(
            read(
                "postpone-session",
                "{'session':9,'to':null,'reason':'service-pressure','decidedBy':'service'}"))
        .isEqualTo(new PostponeSession(9, null, MoveReason.SERVICE_PRESSURE, DecidedBy.SERVICE));
    assertThat(
            read(
                "postpone-session",
                "{'session':9,'to':'2026-05-11T17:00','reason':'room','decidedBy':'circle'}"))
        .isEqualTo(
            new PostponeSession(
                9, LocalDateTime.of(2026, 5, 11, 17, 0), MoveReason.ROOM, DecidedBy.CIRCLE));
  }

  @Test
  void those_present_may_be_written_short_or_in_full() {
    WriteUpSession writeUp =
        (WriteUpSession)
            read(
                "write-up-session",
                "{'session':3,'startedAt':'2026-02-09T16:00:00Z',"
                    + "'present':['m-a',{'member':'m-b','mode':'remote'}],"
                    + "'phases':{'stillness':10},'slips':{'advice':1},'pulses':[[7,4]]}");
    assertThat(writeUp.present())
        .containsExactly(
            new Attendee(new MemberId("m-a"), Presence.IN_PERSON),
            new Attendee(new MemberId("m-b"), Presence.REMOTE));
  }

  @Test
  void an_answer_may_be_null_for_left_out() {
    RecordSurvey survey =
        (RecordSurvey)
            read(
                "record-survey",
                """
                {'wave':'baseline','instrument':'cbi','answers':{'cbi-01':75,'cbi-02':null},
                 'choices':{'surveys':true,'researchAnswers':true,'quote':false},
                 'notice':{'version':'1','language':'en','sha256':'%s'}}
                """
                    .formatted("0".repeat(64)));
    assertThat(survey.answers()).containsEntry("cbi-01", 75).containsEntry("cbi-02", null);
    assertThat(survey.choices().link()).isNull();
  }

  @Test
  void what_is_no_json_object_is_malformed() {
    for (String body : new String[] {"", "[]", "{", "{} {}", "nul", "{'session':1,'session':2}"}) {
      assertRefused("start-session", body, Refusal.MALFORMED_JSON);
    }
  }

  @Test
  void an_unknown_field_is_named_at_any_depth() {
    assertRefused("start-session", "{'session':1,'sesion':1}", Refusal.UNKNOWN_FIELD, "sesion");
    assertRefused(
        "give-consent",
        "{'purpose':'take-part','notice':{'version':'1','language':'en','sha265':'x'}}",
        Refusal.UNKNOWN_FIELD,
        "notice.sha265");
    assertRefused(
        "write-up-session",
        "{'session':3,'startedAt':'2026-02-09T16:00:00Z','present':[],'phases':{'silence':1}}",
        Refusal.UNKNOWN_FIELD,
        "phases.silence");
  }

  @Test
  void every_missing_field_is_named() {
    assertRefused("check-in", "{'session':1}", Refusal.MISSING_FIELD, "member", "mode");
    assertRefused(
        "check-in", "{'session':1,'member':null,'mode':'remote'}", Refusal.MISSING_FIELD, "member");
    assertRefused(
        "give-consent",
        "{'purpose':'take-part','notice':{'version':'1','language':'en'}}",
        Refusal.MISSING_FIELD,
        "notice.sha256");
  }

  @Test
  void values_of_another_type_are_not_bent() {
    assertRefused("start-session", "{'session':'1'}", Refusal.INVALID_VALUE, "session");
    assertRefused("start-session", "{'session':1.0}", Refusal.INVALID_VALUE, "session");
    assertRefused("start-session", "{'session':3000000000}", Refusal.INVALID_VALUE, "session");
    assertRefused(
        "check-in",
        "{'session':1,'member':7,'mode':'REMOTE'}",
        Refusal.INVALID_VALUE,
        "member",
        "mode");
    assertRefused(
        "present-case",
        "{'session':1,'member':'m-a','themes':['i1',null]}",
        Refusal.INVALID_VALUE,
        "themes[1]");
    assertRefused(
        "postpone-session",
        "{'session':1,'to':'2026-02-30T17:00','reason':'room','decidedBy':'circle'}",
        Refusal.INVALID_VALUE,
        "to");
    assertRefused(
        "postpone-session",
        "{'session':1,'to':'+999999-01-01T17:00','reason':'room','decidedBy':'circle'}",
        Refusal.INVALID_VALUE,
        "to");
  }

  @Test
  void a_constructors_check_names_its_field() {
    assertRefused(
        "record-pulse",
        "{'session':1,'arriving':11,'leaving':3}",
        Refusal.INVALID_VALUE,
        "arriving");
  }
}
