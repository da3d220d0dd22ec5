package org.circlejournal.house;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import org.circlejournal.query.ReadModels;
import org.circlejournal.query.view.ViewDefinition;
import org.junit.jupiter.api.Test;

/** Replay is truth: what folds events reads nothing but events. */
class FoldsTest {

  private static final DescribedPredicate<JavaClass> FOLDS =
      DescribedPredicate.describe(
          "fold",
          type ->
              Views.packages().contains(type.getPackageName())
                  && !type.getSimpleName().endsWith("Endpoint"));

  @Test
  void a_fold_reads_no_clock_chance_database_network_file_or_key() {
    noClasses()
        .that(FOLDS)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "java.sql..",
            "javax.sql..",
            "java.net..",
            "java.io..",
            "java.nio..",
            "java.security..",
            "java.util.random..",
            "java.util.concurrent..",
            "org.springframework..",
            "org.axonframework..",
            "com.google.crypto.tink..")
        .orShould()
        .dependOnClassesThat()
        .haveNameMatching(
            "java\\.util\\.(Random|SplittableRandom|Date|Timer)|java\\.time\\.Clock"
                + "|java\\.lang\\.(Thread|Runtime|Process.*)"
                + "|org\\.circlejournal\\.events\\.sealing\\.(?!Sealed$).*")
        .check(Code.CLASSES);
  }

  @Test
  void the_state_of_a_fold_is_a_record() {
    for (ViewDefinition<?> view : Views.definitions()) {
      assertThat(view.stateType()).as(view.name()).isRecord();
    }
  }

  @Test
  void every_view_is_kept() {
    assertThat(Views.definitions()).isNotEmpty().hasSameSizeAs(ReadModels.views());
  }
}
