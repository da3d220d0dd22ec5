package org.circlejournal.query;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.circlejournal.events.sealing.Unsealer;
import org.circlejournal.events.session.SessionEvent.PulseReleased;
import org.circlejournal.events.session.SessionEvent.PulsesRecorded;
import org.circlejournal.events.survey.SurveyEvent.ResultReleased;
import org.circlejournal.query.release.ReleaseRules;
import org.circlejournal.query.view.OpenSheet;
import org.circlejournal.query.view.ViewReader;
import org.junit.jupiter.api.Test;

/**
 * One place decides what may leave, and nothing passes it by: rows are read by few, written by one,
 * sent by one; figures of answers are made by one. Whoever adds a name here says why it is safe.
 */
class OneWayOutTest {

  private static final String QUERY = "org.circlejournal.query.";

  private static final JavaClasses CODE =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("org.circlejournal.query");

  @Test
  void bytes_of_an_answer_are_written_in_one_place_and_elsewhere_without_content() {
    Set<String> writers =
        callers(
            access ->
                access.getTargetOwner().isAssignableTo("jakarta.servlet.ServletResponse")
                    && Set.of("getOutputStream", "getWriter").contains(access.getName()));
    assertThat(writers)
        .containsExactly(
            "door.AskingDoor.send", // a study's answers, journaled before; what had left already
            "door.Described.describe", // what there is, from the classes
            "door.Door.send", // every row
            "door.ExportDoor.accepted", // how far an export is
            "door.ExportDoor.download", // consented micro-data under pseudonyms, journaled before
            "door.InstrumentDoor.service", // keys, and the words of who may show them
            "door.LogDoor.send", // hashes, proofs, and leaves of events that one may see
            "door.PageDoor.send", // pages, made of what the door answered; styles and scripts
            "door.Problem.write", // refusals
            "door.ReplayDoor.accepted", // how far a replay is, and receipts: figures and hashes
            "door.ReportDoor.service", // statistics of what the caller sent
            "door.ScoreDoor.score", // scores of what the caller sent
            "door.SignIn.write", // whose session this is
            "door.Streams.open"); // names of views that moved, and versions; how far a replay is
  }

  @Test
  void rows_become_bytes_in_one_class() {
    assertThat(
            callers(
                access ->
                    access.getTargetOwner().getName().equals(QUERY + "door.Page$Written")
                        && Set.of("of", "<init>").contains(access.getName())
                        && !access.getOriginOwner().equals(access.getTargetOwner())))
        .containsExactly(
            "door.Inquiries.write", // a person's own record, and an auditor's
            "door.Rendering.write");
  }

  @Test
  void the_tables_of_views_are_read_by_few() {
    assertThat(
            callers(
                access ->
                    access.getTargetOwner().isEquivalentTo(ViewReader.class)
                        && !access.getOriginOwner().isEquivalentTo(ViewReader.class)
                        && !access.getName().equals("<init>")))
        .allMatch(
            name ->
                name.startsWith("door.Door.")
                    || name.equals("door.Past.lastRelease") // a position
                    || name.startsWith("door.Past$Standing.") // for pools and lists
                    || name.startsWith("door.Inquiry$Showing$1.") // counts, for auditors
                    || name.startsWith("door.Pages.")
                    || name.startsWith("door.Pools.")
                    || name.startsWith("replay.Comparison.") // says where, and not what
                    || name.startsWith("Auditing.read") // the bundle: counts and releases
                    || name.startsWith("consent.Consents.")) // by id, for whom it is about
        .isNotEmpty();
  }

  @Test
  void what_was_shown_then_goes_where_what_is_shown_now_goes() {
    assertThat(
            callers(
                access ->
                    access.getTargetOwner().getName().startsWith(QUERY + "view.AsOf")
                        && !access.getOriginOwner().getName().startsWith(QUERY + "view.AsOf")))
        .allMatch(
            name ->
                name.startsWith("door.Past.")
                    || name.startsWith("door.Past$Folded.") // for pools and lists
                    || name.startsWith("replay.Replays.")) // which events take back
        .isNotEmpty();
  }

  @Test
  void a_statistic_of_answers_is_made_in_one_place() {
    assertThat(
            callers(
                access ->
                    access.getTargetOwner().isEquivalentTo(ResultReleased.class)
                        && access.getName().equals("<init>")))
        .containsExactly("survey.ScaleReleases.journaled");
    assertThat(
            callers(
                access ->
                    access.getTargetOwner().isEquivalentTo(PulseReleased.class)
                        && access.getName().equals("<init>")))
        .containsExactly("session.PulseReleases.journaled");
  }

  @Test
  void pulses_are_read_by_those_who_say_what_may_leave_of_them() {
    assertThat(
            callers(
                access ->
                    access.getTargetOwner().isEquivalentTo(PulsesRecorded.class)
                        && Set.of("pulses", "ratings").contains(access.getName())))
        .containsExactly("session.PulseReleases.of", "session.PulseReleases.pulses");
  }

  @Test
  void what_is_sealed_is_opened_for_the_publisher_a_circles_own_board_the_checks_and_the_archive() {
    assertThat(
            callers(
                access ->
                    access.getTargetOwner().isEquivalentTo(Unsealer.class)
                        && access.getName().equals("open")))
        .containsExactly(
            "audit.checks.Checks.run",
            "door.Texts.open",
            "research.archive.Links.read", // which members chose to link their codes
            "research.archive.Scribe.unseal", // what consent to research covers, sealed anew
            "survey.CircleRecords.of");
  }

  @Test
  void there_are_no_other_rules_than_the_law() {
    assertThat(CODE.get(ReleaseRules.class).getAllSubclasses())
        .extracting(JavaClass::getSimpleName)
        .as("only tests take a rule away")
        .containsExactly("Law");
    assertThat(
            callers(
                access ->
                    access.getTargetOwner().isAssignableTo(ReleaseRules.class)
                        && access.getName().equals("<init>")))
        .containsExactly("release.ReleaseRules$Law.<init>", "release.ReleaseRules.<clinit>");
  }

  @Test
  void pools_are_made_of_what_outsiders_read() {
    assertThat(
            callers(
                access ->
                    access.getTargetOwner().getName().equals(QUERY + "door.ReadModel$PoolPart")
                        && access.getName().equals("<init>")))
        .containsExactly("door.Pools.parts", "door.ReadModel$Pooling.rows");
  }

  @Test
  void analyses_that_may_leave_are_made_of_what_outsiders_read() {
    assertThat(
            callers(
                access ->
                    access.getTargetOwner().isEquivalentTo(OpenSheet.class)
                        && access.getName().equals("<init>")))
        .containsExactly(
            "ReadModels.open", // which blocks there are: pools tell
            "door.ReadModel.open");
  }

  /** Methods from which there is such an access, without the common package, a lambda's too. */
  private static Set<String> callers(Predicate<JavaAccess<?>> which) {
    Set<String> callers = new TreeSet<>();
    for (JavaClass type : CODE) {
      type.getAccessesFromSelf().stream()
          .filter(which)
          .forEach(
              access ->
                  callers.add(
                      type.getName().substring(QUERY.length())
                          + "."
                          + access
                              .getOrigin()
                              .getName()
                              .replaceFirst("^lambda\\$(.*)\\$\\d+$", "$1")));
    }
    return callers;
  }
}
