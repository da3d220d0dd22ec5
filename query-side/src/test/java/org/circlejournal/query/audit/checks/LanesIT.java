package org.circlejournal.query.audit.checks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.circlejournal.query.audit.checks.Store.NOTICE;
import static org.circlejournal.query.audit.checks.Store.code;
import static org.circlejournal.query.audit.checks.Store.row;

import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.circlejournal.events.circle.CircleEvent.FrameAgreed;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.consent.ConsentEvent.ConsentGiven;
import org.circlejournal.events.consent.ConsentEvent.Lane;
import org.circlejournal.events.consent.ConsentEvent.Notice;
import org.circlejournal.events.consent.ConsentEvent.Purpose;
import org.circlejournal.events.sealing.Sealed;
import org.circlejournal.events.session.SessionEvent.QuestionAsked;
import org.circlejournal.events.theme.ThemeEvent.Area;
import org.circlejournal.events.theme.ThemeEvent.IssueNoted;
import org.circlejournal.events.theme.ThemeId;
import org.circlejournal.query.World;
import org.circlejournal.query.Year;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A member's id beside a survey code is found, wherever it is planted. */
class LanesIT {

  private final Store store = new Store();
  private final CircleId circle = store.circle;
  private final Year year = store.year;

  @AfterEach
  void close() {
    store.close();
  }

  // --- in an event
  // --------------------------------------------------------------------------------

  @Test
  void a_code_in_the_members_lane() {
    store.append(year.events()).append(consent(Lane.MEMBER, code(1), Purpose.TAKE_PART, NOTICE));
    store.found("lanes-apart", "consent.ConsentGiven");
  }

  @Test
  void a_principal_that_is_no_member_id() {
    store.append(year.events()).append(consent(Lane.MEMBER, "anna", Purpose.TAKE_PART, NOTICE));
    CheckRow row = row(store.run(), "lanes-apart");
    assertThat(row.findings()).singleElement().asString().contains("consent.ConsentGiven");
  }

  @Test
  void a_purpose_of_the_other_lane() {
    store.append(year.events()).append(consent(Lane.MEMBER, "m-1", Purpose.SURVEYS, NOTICE));
    store.found("lanes-apart", "consent.ConsentGiven");
  }

  @Test
  void a_member_and_a_code_in_one_payload() {
    store.append(store.answeredWave(8));
    year.at(store.closing());
    Notice notice = new Notice("1", "en", code(3));
    store.append(consent(Lane.MEMBER, "m-1", Purpose.TAKE_PART, notice));
    store.found("lanes-apart", "consent.ConsentGiven");
  }

  @Test
  void a_member_and_what_turns_out_to_be_a_code() {
    Notice notice = new Notice("1", "en", code(3));
    year.add(consent(Lane.MEMBER, "m-1", Purpose.TAKE_PART, notice));
    store.append(store.answeredWave(8));
    store.found("lanes-apart", "consent.ConsentGiven");
  }

  private ConsentGiven consent(Lane lane, String who, Purpose purpose, Notice notice) {
    return new ConsentGiven(circle, year.now(), lane, who, purpose, notice);
  }

  @Test
  void a_member_id_in_metadata() {
    store.append(year.events());
    planted("{\"role\":\"member\",\"actor\":\"m-1\"}");
    store.found("lanes-apart", "session.QuestionAsked");
  }

  @Test
  void a_word_in_metadata_that_is_no_role() {
    store.append(year.events());
    planted("{\"role\":\"anna\"}");
    store.found("lanes-apart", "session.QuestionAsked");
  }

  private void planted(String metadata) {
    String payload = "{\"circleId\":\"%s\",\"at\":\"2026-02-01T10:00:00Z\",\"session\":1}";
    store.plant(store.next(), "session.QuestionAsked", payload, metadata);
  }

  // --- in what one command did
  // --------------------------------------------------------------------

  @Test
  void a_member_and_a_code_by_commands_of_one_id_far_apart() {
    Map<String, String> command = Map.of("correlationId", UUID.randomUUID().toString());
    store.append(year.events());
    store.append(List.of(new FrameAgreed(circle, year.now(), Year.member(1), "1")), command);
    year.starts(1);
    store.append(
        IntStream.range(0, 2_500).mapToObj(i -> new QuestionAsked(circle, year.now(), 1)).toList());
    store.append(List.of(consent(Lane.CODE, code(1), Purpose.SURVEYS, NOTICE)), command);
    store.found("lanes-apart", "consent.ConsentGiven");
  }

  @Test
  void commands_of_one_id_in_two_circles() {
    Map<String, String> command = Map.of("correlationId", UUID.randomUUID().toString());
    Year another = Year.of(Year.circle(2), "CLINIC-A", 8);
    store.append(year.events()).append(another.events());
    store.append(List.of(new QuestionAsked(circle, year.now(), 1)), command);
    store.append(List.of(new QuestionAsked(another.id, year.now(), 1)), command);
    store.found("lanes-apart", Year.circle(2).value());
  }

  // --- in the name of a data key
  // ------------------------------------------------------------------

  @Test
  void a_data_key_named_after_a_member() {
    year.starts(1).add(issue(Store.member(3).substring(2)));
    store.append(year.events());
    store.found("lanes-apart", "a member's id");
  }

  @Test
  void a_data_key_named_after_a_code() {
    byte[] half = HexFormat.of().parseHex(code(3).substring(32));
    year.starts(1).add(issue(Base64.getUrlEncoder().withoutPadding().encodeToString(half)));
    store.append(year.events());
    assertThat(row(store.run(), "lanes-apart").found()).isZero();
    store.append(consent(Lane.CODE, code(3), Purpose.SURVEYS, NOTICE));
    store.found("lanes-apart", "a survey code");
  }

  private IssueNoted issue(String key) {
    String box = Base64.getUrlEncoder().withoutPadding().encodeToString(new byte[28 + 64]);
    return new IssueNoted(
        circle, year.now(), 1, new ThemeId("i1"), Area.FAIRNESS, new Sealed(key, box));
  }

  // --- in a table
  // ---------------------------------------------------------------------------------

  @Test
  void a_table_or_a_view_of_both_lanes() {
    store.append(year.events());
    store.world.database.execute("create table vault.joined (member_id text, code text)");
    store.found("lanes-apart", "table vault.joined has a column for each lane");
    store.world.database.execute("drop table vault.joined");
    store.world.database.execute("create schema v_9");
    store.world.database.execute("create view v_9.who as select 1 as member, '' as survey_code");
    store.found("lanes-apart", "table v_9.who has a column for each lane");
  }

  @Test
  void a_row_that_names_a_member_and_a_code_whatever_its_columns() {
    store.append(store.answeredWave(8));
    store.world.database.execute("create schema v_9");
    store.world.database.execute("create table v_9.state (circle_id uuid, state text)");
    String both = "{\"people\":[\"%s\"],\"codes\":[\"%s\"]}";
    insert(both.formatted(Store.member(3), "f".repeat(64)));
    insert(both.formatted("m-" + "x".repeat(22), code(3)));
    assertThat(row(store.run(), "lanes-apart").found()).isZero();
    insert(both.formatted(Store.member(3), code(3)));
    store.found("lanes-apart", "table v_9.state has a row that names a member and a code");
  }

  private void insert(String state) {
    store.world.database.execute("insert into v_9.state values (null, '" + state + "')");
  }

  @Test
  void a_row_that_keeps_them_as_bytes() {
    store.append(store.answeredWave(8));
    store.world.database.execute("create table vault.kept (content bytea)");
    store.world.database.execute(
        "insert into vault.kept values (convert_to('%s %s', 'UTF8'))"
            .formatted(Store.member(3), code(3)));
    store.found("lanes-apart", "table vault.kept has a row that names a member and a code");
  }

  /** As the query side runs in production: boxes and member secrets are not its to read. */
  @Test
  void tables_that_may_not_be_read_are_counted() {
    assertThat(store.append(year.events()).run())
        .allSatisfy(row -> assertThat(row.unreadable()).isZero());
    try (World roles = World.withRoles()) {
      PersonRows rows = PersonRows.in(World.as("circle_query", roles.database), Set.of(), Set.of());
      assertThat(rows.tablesNotRead()).isPositive();
      assertThat(rows.looked()).isPositive();
    }
  }
}
