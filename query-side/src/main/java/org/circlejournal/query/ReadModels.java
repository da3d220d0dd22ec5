package org.circlejournal.query;

import java.util.List;
import java.util.stream.Stream;
import org.circlejournal.query.circle.circles.CirclesEndpoint;
import org.circlejournal.query.closing.ripples.RipplesEndpoint;
import org.circlejournal.query.consent.bycode.ConsentByCodeView;
import org.circlejournal.query.consent.bymember.ConsentByMemberView;
import org.circlejournal.query.door.ReadModel;
import org.circlejournal.query.session.attendance.AttendanceEndpoint;
import org.circlejournal.query.session.frame.FrameEndpoint;
import org.circlejournal.query.session.lightness.LightnessEndpoint;
import org.circlejournal.query.session.protectedspace.ProtectedSpaceEndpoint;
import org.circlejournal.query.survey.blocks.BlocksView;
import org.circlejournal.query.survey.released.ReleaseLedgerEndpoint;
import org.circlejournal.query.survey.trend.BurnoutTrendEndpoint;
import org.circlejournal.query.theme.usage.ThemeUsageEndpoint;
import org.circlejournal.query.view.OpenSheet;
import org.circlejournal.query.view.ViewDefinition;

/** Every read model, in the order of the documentation. */
public final class ReadModels {

  /** What is served under {@code /circles/{id}/…}. */
  public static final List<ReadModel> ALL =
      List.of(
          CirclesEndpoint.MODEL,
          AttendanceEndpoint.MODEL,
          ThemeUsageEndpoint.MODEL,
          BurnoutTrendEndpoint.MODEL,
          ProtectedSpaceEndpoint.MODEL,
          LightnessEndpoint.MODEL,
          FrameEndpoint.MODEL,
          RipplesEndpoint.MODEL,
          ReleaseLedgerEndpoint.MODEL);

  /** What answers inquiries of the audit, and what tells pools which circles are glued. */
  private static final List<ViewDefinition<?>> LEDGERS =
      List.of(ConsentByMemberView.VIEW, ConsentByCodeView.VIEW, BlocksView.VIEW);

  private ReadModels() {}

  /** What outsiders may read of all circles: the whole of what an analysis may tell on. */
  public static List<OpenSheet<?, ?>> open() {
    Stream<OpenSheet<?, ?>> blocks =
        Stream.of(
            new OpenSheet<>(
                "blocks",
                BlocksView.VIEW,
                BlocksView.BLOCKS,
                BlocksView.BLOCKS.columns(),
                rows -> rows));
    return Stream.concat(ALL.stream().flatMap(model -> model.open().stream()), blocks).toList();
  }

  /** Every view that is kept, whoever reads it. */
  public static List<ViewDefinition<?>> views() {
    return Stream.concat(ALL.stream().map(ReadModel::view), LEDGERS.stream())
        .<ViewDefinition<?>>map(view -> view)
        .toList();
  }
}
