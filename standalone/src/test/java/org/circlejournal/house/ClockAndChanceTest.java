package org.circlejournal.house;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Clock and chance come in as parameters; they are made at the doors and in main alone. */
class ClockAndChanceTest {

  private static final Set<String> CHANCE =
      Set.of(
          "java.util.Random",
          "java.util.SplittableRandom",
          "java.security.SecureRandom",
          "java.util.concurrent.ThreadLocalRandom",
          "java.util.random.RandomGenerator",
          "java.util.random.RandomGeneratorFactory");

  /** The doors, what puts the sides together, and the process that holds both. */
  private static final DescribedPredicate<JavaClass> DOORS_AND_MAINS =
      DescribedPredicate.describe(
          "are doors, wiring or mains",
          type ->
              type.getPackageName().equals(Code.COMMAND + ".door")
                  || type.getPackageName().equals(Code.QUERY + ".door")
                  || type.getPackageName().equals(Code.STANDALONE)
                  || type.getPackageName().equals(Code.EVENTS + ".log.verify")
                  || type.isMetaAnnotatedWith(
                      "org.springframework.context.annotation.Configuration"));

  private static final DescribedPredicate<JavaClass> SEEDED =
      DescribedPredicate.describe(
          "are the simulator or statistics",
          type ->
              type.getPackageName().equals(Code.STANDALONE + ".sample")
                  || type.getPackageName().equals(Code.QUERY + ".research"));

  @Test
  void only_doors_and_mains_read_the_clock() {
    noClasses()
        .that(DescribedPredicate.not(DOORS_AND_MAINS))
        .should()
        .accessTargetWhere(access("a clock is read", ClockAndChanceTest::readsClock))
        .check(Code.CLASSES);
  }

  @Test
  void only_doors_and_mains_draw_from_chance() {
    noClasses()
        .that(DescribedPredicate.not(DOORS_AND_MAINS.or(SEEDED)))
        .should()
        .accessTargetWhere(access("chance is made", ClockAndChanceTest::makesChance))
        .check(Code.CLASSES);
  }

  /** The same seed gives the same lines, and the same figures. */
  @Test
  void simulator_and_statistics_draw_from_seeded_chance_only() {
    noClasses()
        .that(SEEDED)
        .should()
        .accessTargetWhere(
            access("chance has no seed", a -> makesChance(a) && !parameters(a).equals("long")))
        .check(Code.CLASSES);
  }

  private static boolean readsClock(JavaAccess<?> access) {
    String owner = access.getTargetOwner().getName();
    String name = access.getTarget().getName();
    return switch (name) {
      case "now" ->
          owner.startsWith("java.time.") && !parameters(access).contains("java.time.Clock");
      case "currentTimeMillis" -> owner.equals("java.lang.System");
      case "<init>" -> owner.equals("java.util.Date") && parameters(access).isEmpty();
      default ->
          List.of("java.time.Clock", "java.time.InstantSource").contains(owner)
              && (name.startsWith("system") || name.startsWith("tick"));
    };
  }

  private static boolean makesChance(JavaAccess<?> access) {
    String owner = access.getTargetOwner().getName();
    String name = access.getTarget().getName();
    return (owner.equals("java.util.UUID") && name.equals("randomUUID"))
        || (owner.equals("java.lang.Math") && name.equals("random"))
        || (CHANCE.contains(owner)
            && List.of("<init>", "current", "getDefault", "of", "getInstanceStrong", "getInstance")
                .contains(name));
  }

  /** Types of the parameters, separated by commas; "" for a field. */
  private static String parameters(JavaAccess<?> access) {
    return access.getTarget()
            instanceof com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget target
        ? String.join(",", target.getRawParameterTypes().stream().map(JavaClass::getName).toList())
        : "";
  }

  private static DescribedPredicate<JavaAccess<?>> access(
      String description, java.util.function.Predicate<JavaAccess<?>> predicate) {
    return DescribedPredicate.describe(description, predicate);
  }
}
