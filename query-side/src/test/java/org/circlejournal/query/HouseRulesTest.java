package org.circlejournal.query;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameEndingWith;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.ArrayList;
import java.util.List;
import org.circlejournal.query.door.ReadModel;
import org.junit.jupiter.api.Test;

class HouseRulesTest {

  private static final JavaClasses CODE =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("org.circlejournal.query");

  /** Rooms of the journal; each holds the read models of its events. */
  private static final String[] ROOMS = {
    "..query.circle..",
    "..query.session..",
    "..query.theme..",
    "..query.survey..",
    "..query.consent..",
    "..query.closing.."
  };

  @Test
  void no_endpoint_passes_by_the_door() {
    ArchRule rule =
        noClasses()
            .that()
            .resideOutsideOfPackages("..query.door..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("jakarta.servlet..", "org.springframework.web..")
            .because("only the door decides who sees what");
    rule.check(CODE);
  }

  @Test
  void a_fold_knows_no_clock_no_chance_and_no_database() {
    ArchRule rule =
        noClasses()
            .that()
            .resideInAnyPackage(ROOMS)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.sql..", "javax.sql..", "java.util.random..", "java.net..")
            .orShould()
            .callMethod(java.time.Instant.class, "now")
            .orShould()
            .callMethod(java.util.UUID.class, "randomUUID")
            .orShould()
            .dependOnClassesThat()
            .belongToAnyOf(java.util.Random.class, java.time.Clock.class);
    // The publisher of survey results is no fold: it stands beside its view.
    rule.check(
        CODE.that(
            com.tngtech.archunit.base.DescribedPredicate.describe(
                "states and views",
                type ->
                    type.getSimpleName().endsWith("View")
                        || CODE.stream()
                            .anyMatch(
                                view ->
                                    view.getSimpleName().endsWith("View")
                                        && view.getPackageName().equals(type.getPackageName())))));
  }

  @Test
  void workshops_do_not_know_the_rooms() {
    noClasses()
        .that()
        .resideInAnyPackage("..query.view..", "..query.door..", "..query.release..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(ROOMS)
        .check(CODE);
  }

  @Test
  void pages_read_the_api_and_nothing_else_and_write_nothing_raw() {
    noClasses()
        .that()
        .resideInAPackage("..query.dashboard..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("..query.view..", "..query.door..", "..events.sealing..", "java.sql..")
        .orShould()
        .dependOnClassesThat()
        .resideInAnyPackage(ROOMS)
        .orShould()
        .dependOnClassesThat()
        .haveFullyQualifiedName("j2html.tags.UnescapedText")
        .because("the API decides what a role sees, and j2html escapes by construction")
        .check(CODE);
  }

  @Test
  void the_engine_does_not_know_the_door() {
    noClasses()
        .that()
        .resideInAPackage("..query.view..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("..query.door..")
        .check(CODE);
  }

  @Test
  void every_view_is_kept_and_has_its_endpoint_beside_it_or_answers_inquiries() throws Exception {
    List<Object> definitions = new ArrayList<>();
    for (JavaClass view : CODE.that(resideInAnyPackage(ROOMS)).that(nameEndingWith("View"))) {
      Object definition = view.reflect().getField("VIEW").get(null);
      String endpoint = view.getName().replaceFirst("View$", "Endpoint");
      if (CODE.contain(endpoint)) {
        Object model = CODE.get(endpoint).reflect().getField("MODEL").get(null);
        assertThat(((ReadModel) model).view()).as(endpoint).isSameAs(definition);
        assertThat(ReadModels.ALL).as("what is served").contains((ReadModel) model);
      } else {
        assertThat(readers(view)).as("inquiries that read %s", view.getName()).isNotEmpty();
      }
      assertThat(view.reflect().getResource("schema.sql")).as("tables of %s", view).isNotNull();
      definitions.add(definition);
    }
    assertThat(ReadModels.views()).hasSameElementsAs(cast(definitions));
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static List<org.circlejournal.query.view.ViewDefinition<?>> cast(List definitions) {
    return definitions;
  }

  /** Who reads a view's sheets, beside the list of views. */
  private static List<String> readers(JavaClass view) {
    return view.getDirectDependenciesToSelf().stream()
        .map(dependency -> dependency.getOriginClass().getName())
        .filter(name -> !name.equals(view.getName()) && !name.equals(ReadModels.class.getName()))
        .toList();
  }

  @Test
  void nothing_else_is_an_endpoint_or_a_view() {
    classes()
        .that()
        .haveSimpleNameEndingWith("Endpoint")
        .should()
        .resideInAnyPackage(ROOMS)
        .andShould()
        .bePublic()
        .check(CODE);
    for (JavaClass endpoint : CODE.that(nameEndingWith("Endpoint"))) {
      assertThat(CODE.contain(endpoint.getName().replaceFirst("Endpoint$", "View")))
          .as("view beside %s", endpoint.getName())
          .isTrue();
    }
  }
}
