package org.circlejournal.house;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import java.util.List;
import org.circlejournal.command.consent.JournalCodeLane;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.circle.MemberId;
import org.circlejournal.events.survey.SurveyCode;
import org.junit.jupiter.api.Test;

/** Which part may know which other: the arrows of the architecture's picture. */
class ArrowsTest {

  private static final DescribedPredicate<JavaClass> IN_ROOMS_OF_EVENTS =
      JavaClass.Predicates.resideInAnyPackage(Code.rooms(Code.EVENTS));

  /** Whose token it is, or whose key, can only be said in ids. */
  private static final DescribedPredicate<JavaClass> IDS =
      JavaClass.Predicates.belongToAnyOf(CircleId.class, MemberId.class, SurveyCode.class)
          .as("ids");

  private static final DescribedPredicate<JavaClass> IN_ROOMS_OF_COMMANDS =
      JavaClass.Predicates.resideInAnyPackage(Code.rooms(Code.COMMAND));

  /** What the vault itself gives to the bus, once a night. */
  private static final DescribedPredicate<JavaClass> ORDERS =
      JavaClass.Predicates.belongToAnyOf(JournalCodeLane.class).as("orders of the vault");

  @Test
  void shared_events_knows_neither_side() {
    noClasses()
        .that()
        .resideInAPackage(Code.EVENTS + "..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(Code.COMMAND + "..", Code.QUERY + "..", Code.STANDALONE + "..")
        .check(Code.CLASSES);
  }

  @Test
  void the_command_side_knows_shared_events_and_nothing_else_of_ours() {
    noClasses()
        .that()
        .resideInAPackage(Code.COMMAND + "..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(Code.QUERY + "..", Code.STANDALONE + "..")
        .check(Code.CLASSES);
    assertThat(Pom.of("command-side").oursInProduction()).isEqualTo(List.of("shared-events"));
  }

  @Test
  void the_query_side_knows_shared_events_and_nothing_else_of_ours() {
    noClasses()
        .that()
        .resideInAPackage(Code.QUERY + "..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(Code.COMMAND + "..", Code.STANDALONE + "..")
        .check(Code.CLASSES);
    assertThat(Pom.of("query-side").oursInProduction()).isEqualTo(List.of("shared-events"));
  }

  @Test
  void the_workshops_of_shared_events_know_no_room() {
    noClasses()
        .that()
        .resideInAnyPackage(Code.packages(Code.EVENTS, "journal", "sealing", "access"))
        .should()
        .dependOnClassesThat(IN_ROOMS_OF_EVENTS.and(DescribedPredicate.not(IDS)))
        .check(Code.CLASSES);
  }

  @Test
  void the_vault_knows_no_room_of_the_command_side() {
    noClasses()
        .that()
        .resideInAPackage(Code.COMMAND + ".vault..")
        .should()
        .dependOnClassesThat(IN_ROOMS_OF_COMMANDS.and(DescribedPredicate.not(ORDERS)))
        .orShould()
        .dependOnClassesThat()
        .resideInAPackage(Code.COMMAND + ".door..")
        .check(Code.CLASSES);
  }

  @Test
  void rooms_of_the_command_side_do_not_know_the_door() {
    noClasses()
        .that()
        .resideInAnyPackage(Code.rooms(Code.COMMAND))
        .should()
        .dependOnClassesThat()
        .resideInAPackage(Code.COMMAND + ".door..")
        .check(Code.CLASSES);
  }

  @Test
  void the_workshops_of_the_query_side_know_no_room() {
    noClasses()
        .that()
        .resideInAnyPackage(Code.packages(Code.QUERY, "view", "door", "release", "research"))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(Code.rooms(Code.QUERY))
        .check(Code.CLASSES);
  }

  @Test
  void the_view_engine_does_not_know_the_door() {
    noClasses()
        .that()
        .resideInAPackage(Code.QUERY + ".view..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage(Code.QUERY + ".door..")
        .check(Code.CLASSES);
  }

  @Test
  void statistics_know_figures_and_nothing_else() {
    classes()
        .that()
        .resideInAPackage(Code.QUERY + ".research") // scoring and archive know answers and events
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            Code.QUERY + ".research",
            "java.lang..",
            "java.math..",
            "java.util..",
            "org.apache.commons.numbers..",
            "org.apache.commons.statistics..",
            "org.hipparchus..",
            "org.jspecify..")
        .check(Code.CLASSES);
  }

  @Test
  void rooms_decide_without_web_sql_or_network() {
    noClasses()
        .that()
        .resideInAnyPackage(Code.rooms(Code.COMMAND))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "org.springframework..",
            "jakarta..",
            "java.sql..",
            "javax.sql..",
            "java.net..",
            "com.google.crypto.tink..")
        .check(Code.CLASSES);
  }

  @Test
  void events_are_data_and_use_neither_axon_nor_spring() {
    noClasses()
        .that()
        .resideInAnyPackage(Code.rooms(Code.EVENTS))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.axonframework..", "org.springframework..", "java.sql..")
        .check(Code.CLASSES);
  }
}
