package org.circlejournal.query.survey.released;

import static org.circlejournal.query.survey.released.ReleaseLedgerView.RELEASES;

import java.time.Instant;
import org.circlejournal.events.survey.SurveyEvent.ResultReleased;
import org.circlejournal.events.survey.SurveyEvent.RowKind;
import org.circlejournal.events.survey.Wave;
import org.circlejournal.query.Year;
import org.circlejournal.query.view.ViewKit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ReleaseLedgerViewTest {

  private static final Instant AT = Instant.parse("2026-03-20T12:00:00Z");

  private final ViewKit<ReleaseLedger> kit = new ViewKit<>(ReleaseLedgerView.VIEW);
  private final Year year = Year.of(0);

  @Test
  void each_release_is_a_row_and_a_level_that_comes_again_is_another() {
    year.add(released(Wave.BASELINE, null, null, "fewer-than-k", "s1"));
    year.add(released(Wave.ENDPOINT, Wave.BASELINE, 7, "rounded-below-2k", "s2"));
    year.add(released(Wave.BASELINE, null, 7, "rounded-below-2k", "s2"));

    Instant recorded = AT.plusSeconds(1);
    kit.given(year.events())
        .shows(
            RELEASES,
            new ReleaseRow(2, recorded, "cbi work baseline", "s1", null, 5, "fewer-than-k"),
            new ReleaseRow(
                3, recorded, "cbi work baseline-endpoint", "s2", 7, 5, "rounded-below-2k"),
            new ReleaseRow(4, recorded, "cbi work baseline", "s2", 7, 5, "rounded-below-2k"));
  }

  private ResultReleased released(
      Wave wave, @Nullable Wave from, @Nullable Integer n, String withheld, String set) {
    return new ResultReleased(
        year.id,
        AT,
        wave,
        AT,
        "cbi",
        "00",
        "work",
        from == null ? RowKind.WAVE : RowKind.CONTRAST,
        from,
        n,
        n == null ? null : (Double) 42.0,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        false,
        null,
        set,
        5,
        withheld);
  }
}
