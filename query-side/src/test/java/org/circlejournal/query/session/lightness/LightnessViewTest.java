package org.circlejournal.query.session.lightness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.circlejournal.query.session.lightness.LightnessView.SESSIONS;
import static org.circlejournal.query.session.lightness.LightnessView.TOOLS;

import java.util.List;
import java.util.TreeMap;
import org.circlejournal.events.session.SessionEvent.PulseReleased;
import org.circlejournal.events.session.SessionEvent.PulsesRecorded;
import org.circlejournal.events.session.SessionEvent.Tool;
import org.circlejournal.query.Year;
import org.circlejournal.query.door.ReadModel.PoolPart;
import org.circlejournal.query.view.ViewKit;
import org.junit.jupiter.api.Test;

class LightnessViewTest {

  private static final SessionRow EXACT = new SessionRow(2, 10, 5.7, 4.7, -1.0, -1.83, -0.17, null);
  private static final SessionRow ROUNDED =
      new SessionRow(2, 6, 7.0, 5.0, -2.0, null, null, "rounded-below-2k");
  private static final SessionRow WITHHELD =
      new SessionRow(2, null, null, null, null, null, null, "fewer-than-k");

  private final ViewKit<Lightness> kit = new ViewKit<>(LightnessView.VIEW);
  private final Year year = Year.of(12);

  @Test
  void a_session_shows_what_left_of_it_and_what_was_withheld_as_withheld() {
    year.add(session(3, ROUNDED));
    year.add(session(4, WITHHELD));
    year.add(session(2, EXACT)); // written up later
    kit.given(year.events())
        .shows(
            SESSIONS,
            EXACT,
            new SessionRow(3, 6, 7.0, 5.0, -2.0, null, null, "rounded-below-2k"),
            new SessionRow(4, null, null, null, null, null, null, "fewer-than-k"));
  }

  @Test
  void pulses_that_did_not_leave_are_not_there_for_members_either() {
    year.starts(2);
    year.add(new PulsesRecorded(year.id, year.now(), 2, List.of(List.of(7, 4)), new TreeMap<>()));
    kit.given(year.closes(2).events()).shows(SESSIONS).shows(TOOLS);
  }

  @Test
  void a_tool_has_the_mean_of_what_left_by_how_many_and_the_others_are_withheld() {
    year.add(session(2, ROUNDED));
    year.add(rated(2, Tool.BREATHING, 6, 4.5, "rounded-below-2k"));
    year.add(rated(3, Tool.BREATHING, 12, 3.0, null));
    year.add(rated(3, Tool.STILLNESS, 10, 3.4, null));
    var given = kit.given(year.events());
    assertThat(given.rows(TOOLS)).extracting(ToolRow::tool).containsExactly(Tool.values());
    given
        .row(TOOLS, t -> t.tool() == Tool.STILLNESS, new ToolRow(Tool.STILLNESS, 10, 3.4, null))
        .row(
            TOOLS,
            t -> t.tool() == Tool.BREATHING,
            new ToolRow(Tool.BREATHING, 18, 3.5, "rounded-below-2k"))
        .row(
            TOOLS,
            t -> t.tool() == Tool.ROLE_PLAY,
            new ToolRow(Tool.ROLE_PLAY, null, null, "fewer-than-k"));
  }

  @Test
  void pools_take_circles_with_what_they_show_or_not_at_all_and_keep_imported_ones_apart() {
    assertThat(
            LightnessPool.rows(
                List.of(
                    part(false, EXACT),
                    part(false, ROUNDED),
                    part(false, WITHHELD),
                    part(true, EXACT))))
        .containsExactly(
            new LightnessPool.Row(
                2,
                false,
                2,
                16,
                (10 * 5.7 + 6 * 7.0) / 16,
                (10 * 4.7 + 6 * 5.0) / 16,
                (10 * -1.0 + 6 * -2.0) / 16,
                null,
                null,
                "rounded-below-2k"),
            new LightnessPool.Row(1, true, 2, 10, 5.7, 4.7, -1.0, -1.83, -0.17, null));
    assertThat(LightnessPool.rows(List.of(part(false, WITHHELD), part(false, WITHHELD))))
        .containsExactly(
            new LightnessPool.Row(
                null, false, 2, null, null, null, null, null, null, "fewer-than-k"));
  }

  private static PoolPart<SessionRow> part(boolean imported, SessionRow row) {
    return new PoolPart<>(imported, 1, List.of(row));
  }

  private PulseReleased session(int session, SessionRow row) {
    return new PulseReleased(
        year.id,
        year.now(),
        session,
        null,
        row.n(),
        row.arriving(),
        row.leaving(),
        row.change(),
        row.low(),
        row.high(),
        null,
        "set",
        5,
        row.withheld());
  }

  private PulseReleased rated(
      int session,
      Tool tool,
      int n,
      double helpfulness,
      @org.jspecify.annotations.Nullable String withheld) {
    return new PulseReleased(
        year.id,
        year.now(),
        session,
        tool,
        n,
        null,
        null,
        null,
        null,
        null,
        helpfulness,
        "set",
        5,
        withheld);
  }
}
