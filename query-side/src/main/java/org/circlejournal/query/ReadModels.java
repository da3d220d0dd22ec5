package org.circlejournal.query;

import java.util.List;
import org.circlejournal.query.circle.circles.CirclesEndpoint;
import org.circlejournal.query.door.ReadModel;
import org.circlejournal.query.session.attendance.AttendanceEndpoint;
import org.circlejournal.query.session.protectedspace.ProtectedSpaceEndpoint;
import org.circlejournal.query.survey.trend.BurnoutTrendEndpoint;
import org.circlejournal.query.theme.usage.ThemeUsageEndpoint;

/** Every read model, in the order of the documentation. */
public final class ReadModels {

  public static final List<ReadModel> ALL =
      List.of(
          CirclesEndpoint.MODEL,
          AttendanceEndpoint.MODEL,
          ThemeUsageEndpoint.MODEL,
          BurnoutTrendEndpoint.MODEL,
          ProtectedSpaceEndpoint.MODEL);

  private ReadModels() {}
}
