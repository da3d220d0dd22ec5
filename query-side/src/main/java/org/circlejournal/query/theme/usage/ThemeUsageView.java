package org.circlejournal.query.theme.usage;

import org.circlejournal.events.circle.CircleEvent;
import org.circlejournal.events.closing.ClosingEvent;
import org.circlejournal.events.consent.ConsentEvent;
import org.circlejournal.events.session.SessionEvent.*;
import org.circlejournal.events.survey.SurveyEvent;
import org.circlejournal.events.theme.ThemeEvent.*;
import org.circlejournal.query.view.Sheet;
import org.circlejournal.query.view.ViewDefinition;

/**
 * What was presented, explored, answered by a tool, walked, never taken up. But for the texts,
 * which stay sealed in it, everything it reads is open to others (class A).
 */
public final class ThemeUsageView {

  static final Sheet<ThemeUsage, ThemeRow> THEMES =
      Sheet.of("theme_usage", ThemeRow.class, ThemeUsage::themeRows);

  static final Sheet<ThemeUsage, AreaRow> AREAS =
      Sheet.of("theme_usage_by_area", AreaRow.class, ThemeUsage::areaRows);

  public static final ViewDefinition<ThemeUsage> VIEW =
      ViewDefinition.named("theme-usage", 1, ThemeUsage.class, circle -> ThemeUsage.NONE)
          .on(IssueNoted.class, (usage, e) -> usage.noted(e))
          .on(GoalNoted.class, (usage, e) -> usage.noted(e))
          .on(PathDrawn.class, ThemeUsage::drawn)
          .on(ThemeRetired.class, ThemeUsage::retired)
          .on(TextRedacted.class, ThemeUsage::redacted)
          .on(CasePresented.class, (usage, e) -> usage.presented(e, 1))
          .onRetracted(CasePresented.class, (usage, e) -> usage.presented(e, -1))
          .on(ThemeExplored.class, (usage, e) -> usage.explored(e, 1))
          .onRetracted(ThemeExplored.class, (usage, e) -> usage.explored(e, -1))
          .on(ToolTried.class, (usage, e) -> usage.tried(e, 1))
          .onRetracted(ToolTried.class, (usage, e) -> usage.tried(e, -1))
          .ignores(SessionPostponed.class, SessionCancelled.class, SessionStarted.class)
          .ignores(MemberCheckedIn.class, ApologiesSent.class, PhaseEntered.class)
          .ignores(QuestionAsked.class, ReflectionShared.class, FrameSlipNamed.class)
          .ignores(PulsesRecorded.class, SessionInterrupted.class, SessionClosed.class)
          .ignores(PulseReleased.class)
          .ignores(CircleEvent.class, SurveyEvent.class, ConsentEvent.class, ClosingEvent.class)
          .shows(THEMES)
          .shows(AREAS)
          .build();

  private ThemeUsageView() {}
}
