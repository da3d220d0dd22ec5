package org.circlejournal.house;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.properties.HasName;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** How classes are written here. */
class StyleTest {

  /** They print what their user asked for. */
  private static final Set<String> PRINT =
      Set.of(
          Code.STANDALONE + ".Standalone",
          Code.STANDALONE + ".Simulate",
          Code.STANDALONE + ".Replay",
          Code.STANDALONE + ".research.ScoreFile",
          Code.STANDALONE + ".research.GroupReports",
          Code.STANDALONE + ".research.Export",
          Code.STANDALONE + ".research.Asked",
          Code.STANDALONE + ".research.RunAnalysis",
          Code.STANDALONE + ".research.Reproduce",
          Code.EVENTS + ".log.verify.Verify");

  @Test
  void nothing_prints_but_the_mains_of_standalone_and_the_verifier() {
    noClasses()
        .that(
            DescribedPredicate.describe(
                "are not mains that print", type -> !PRINT.contains(outermost(type))))
        .should()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .orShould()
        .callMethodWhere(JavaCall.Predicates.target(HasName.Predicates.name("printStackTrace")))
        .check(Code.CLASSES);
  }

  @Test
  void nothing_logs_but_through_slf4j() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "java.util.logging..", "org.apache.commons.logging..", "ch.qos.logback..")
        .orShould()
        .dependOnClassesThat()
        .belongToAnyOf(System.Logger.class)
        .check(Code.CLASSES);
  }

  @Test
  void nothing_is_injected_into_fields() {
    noFields()
        .should()
        .beAnnotatedWith("org.springframework.beans.factory.annotation.Autowired")
        .orShould()
        .beAnnotatedWith("org.springframework.beans.factory.annotation.Value")
        .orShould()
        .beAnnotatedWith("jakarta.inject.Inject")
        .orShould()
        .beAnnotatedWith("jakarta.annotation.Resource")
        .check(Code.CLASSES);
  }

  /** Unless Axon or Spring ask for one by an interface of theirs. */
  @Test
  void nothing_has_setters() {
    noMethods()
        .that(
            DescribedPredicate.describe(
                "take one value, of our own accord",
                method -> method.getRawParameterTypes().size() == 1 && !inherited(method)))
        .and()
        .areNotPrivate()
        .should()
        .haveNameMatching("set[A-Z]\\w*")
        .check(Code.CLASSES);
  }

  /** Except those that picocli fills, which no other class sees. */
  @Test
  void what_others_see_does_not_change() {
    fields()
        .that()
        .areNotPrivate()
        .and()
        .areNotAnnotatedWith("picocli.CommandLine$Option")
        .and()
        .doNotHaveModifier(JavaModifier.SYNTHETIC)
        .should()
        .beFinal()
        .check(Code.CLASSES);
  }

  @Test
  void the_tables_of_jpa_and_the_code_of_lombok_are_not_here() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("jakarta.persistence..", "org.hibernate..", "lombok..", "io.vavr..")
        .check(Code.CLASSES);
  }

  @Test
  void classes_bear_none_of_the_suffixes_that_say_nothing() {
    noClasses()
        .should()
        .haveNameMatching(
            ".*(Impl|Service|Manager|Helper|Utils?|D[tT][oO]|Controller|Repository|Entity|Factory"
                + "|Handler|Provider|Exception|Configuration)")
        .check(Code.CLASSES);
  }

  /** Spring makes subclasses of the two applications' own classes. */
  @Test
  void classes_are_final_or_made_to_be_extended() {
    classes()
        .that(
            DescribedPredicate.describe(
                "are classes that nobody extends",
                type ->
                    !type.isInterface()
                        && !type.isEnum()
                        && !type.isRecord()
                        && !type.isAnonymousClass()
                        && !type.getModifiers().contains(JavaModifier.ABSTRACT)
                        && type.getSubclasses().isEmpty()
                        && !type.isMetaAnnotatedWith(
                            "org.springframework.context.annotation.Configuration")))
        .should()
        .haveModifier(JavaModifier.FINAL)
        .check(Code.CLASSES);
  }

  @Test
  void the_default_typing_of_jackson_is_never_used() {
    noClasses()
        .should()
        .callMethodWhere(
            DescribedPredicate.describe(
                "accept any class",
                call ->
                    call.getTarget().getName().matches("(activate|enable)?[dD]efaultTyping\\w*")))
        .check(Code.CLASSES);
  }

  private static String outermost(JavaClass type) {
    return type.getEnclosingClass().map(StyleTest::outermost).orElse(type.getName());
  }

  private static boolean inherited(JavaMethod method) {
    return method.getOwner().getAllRawSuperclasses().stream().anyMatch(s -> declares(s, method))
        || method.getOwner().getAllRawInterfaces().stream().anyMatch(s -> declares(s, method));
  }

  private static boolean declares(JavaClass type, JavaMethod method) {
    return type.getMethods().stream()
        .anyMatch(
            m ->
                m.getName().equals(method.getName())
                    && m.getRawParameterTypes().size() == method.getRawParameterTypes().size());
  }
}
