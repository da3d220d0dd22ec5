package org.circlejournal.query;

import java.util.List;
import org.circlejournal.query.door.ReadModel;
import org.circlejournal.query.session.attendance.AttendanceEndpoint;

/** Every read model, in the order of the documentation. */
public final class ReadModels {

  public static final List<ReadModel> ALL = List.of(AttendanceEndpoint.MODEL);

  private ReadModels() {}
}
