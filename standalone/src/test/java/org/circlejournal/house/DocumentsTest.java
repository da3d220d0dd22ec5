package org.circlejournal.house;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaAnnotation;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMethod;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.lang.reflect.RecordComponent;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Value;

/** What README and docs tell to type exists: commands, options, paths, settings, files. */
class DocumentsTest {

  private static final Set<String> PHASES =
      Set.of("verify", "package", "test", "spring-boot:run", "clean", "spotless:apply");

  private static final Pattern URL = Pattern.compile("http://127\\.0\\.0\\.1:(\\d+)(/[^\\s'\"?]*)");

  /** First cell of a row of the settings' table. */
  private static final Pattern VARIABLE = Pattern.compile("^\\| `(CIRCLE_[A-Z_]+)` \\|");

  /** Options that picocli brings. */
  private static final Set<String> STANDARD = Set.of("--help", "--version");

  /** What Spring Boot serves beside our own paths. */
  private static final String HEALTH = "/actuator/health";

  @Test
  void links_lead_to_files() {
    List<String> dead = new ArrayList<>();
    for (Document document : Document.all()) {
      for (Path link : document.links()) {
        if (!Files.exists(link)) {
          dead.add(document.name() + " → " + link);
        }
      }
    }
    assertThat(dead).isEmpty();
  }

  @Test
  void what_is_shown_in_a_shell_is_of_a_kind_that_is_checked_here() {
    for (String command : commands()) {
      assertThat(command).matches("(mvn|java -jar|curl|docker compose) .*");
    }
  }

  @Test
  void maven_is_told_what_it_can_do() {
    for (String command : commands("mvn ")) {
      List<String> words = List.of(command.split(" "));
      assertThat(words.subList(1, words.size()))
          .as(command)
          .allMatch(word -> word.startsWith("-") || PHASES.contains(word));
    }
    // Exactly one module answers to it.
    String skip = "spring-boot.run.skip";
    assertThat(Pom.of("").property(skip)).isEqualTo("true");
    List<String> runs = new ArrayList<>();
    for (String module : Pom.of("").modules()) {
      if (Pom.of(module).property(skip).equals("false")) {
        runs.add(module);
      }
    }
    assertThat(runs).containsExactly("standalone");
  }

  @Test
  void jars_are_made_and_know_the_options() {
    Set<String> known = optionsOfAllCommands();
    for (String command : commands("java -jar ")) {
      String[] words = command.split(" ");
      assertThat(jars()).as(command).filteredOn(jar -> matches(words[2], jar)).hasSize(1);
      if (words[2].startsWith("standalone/")) {
        for (int i = 3; i < words.length; i++) {
          String word = words[i].replaceFirst("=.*", "");
          assertThat(known.contains(word) || !word.matches("--.*|[a-z]+"))
              .as(command + ": " + word)
              .isTrue();
        }
      }
    }
  }

  @Test
  void every_option_of_standalone_is_written_down() {
    Set<String> written = new TreeSet<>();
    for (String line : operations().lines()) {
      if (line.startsWith("| `--")) {
        written.addAll(Document.codes(line.split("\\|", -1)[1]));
      }
    }
    Set<String> options = new TreeSet<>(optionsOfStandalone());
    options.removeIf(option -> !option.startsWith("--") || STANDARD.contains(option));
    assertThat(written).isEqualTo(options);
  }

  @Test
  void paths_are_served() {
    Set<String> commandSide = commandPaths();
    Set<String> querySide = queryPaths();
    for (String command : commands("curl ")) {
      Matcher url = URL.matcher(command);
      assertThat(url.find()).as(command).isTrue();
      Set<String> paths = url.group(1).equals("8080") ? commandSide : querySide;
      assertThat(paths).as(command).anyMatch(path -> url.group(2).matches(path));
    }
  }

  @Test
  void every_setting_of_both_sides_is_written_down() {
    Set<String> settings = new TreeSet<>();
    for (JavaClass type : Code.CLASSES) {
      type.tryGetAnnotationOfType(
              "org.springframework.boot.context.properties.ConfigurationProperties")
          .ifPresent(a -> variables("CIRCLE", type.reflect(), settings));
      if (type.isAnnotatedWith("org.springframework.context.annotation.Configuration")) {
        values(type.reflect(), settings);
      }
    }
    assertThat(settings).isNotEmpty();
    Set<String> written = new TreeSet<>();
    for (String line : operations().lines()) {
      Matcher variable = VARIABLE.matcher(line);
      while (variable.find()) {
        written.add(variable.group(1));
      }
    }
    assertThat(written).isEqualTo(settings);
  }

  /** What a bean is given by itself: {@code @Value("${circle.research}")}. */
  private static void values(Class<?> wiring, Set<String> into) {
    Pattern own = Pattern.compile("\\$\\{(circle\\.[a-z.-]+).*");
    for (Method bean : wiring.getDeclaredMethods()) {
      for (Parameter parameter : bean.getParameters()) {
        Value value = parameter.getAnnotation(Value.class);
        Matcher name = own.matcher(value == null ? "" : value.value());
        if (name.matches()) {
          into.add(name.group(1).toUpperCase(Locale.ROOT).replaceAll("[.-]", "_"));
        }
      }
    }
  }

  /**
   * Spring's relaxed binding: {@code circle.axon-server.token} is CIRCLE_AXON_SERVER_TOKEN here.
   */
  private static void variables(String prefix, Class<?> settings, Set<String> into) {
    for (RecordComponent component : settings.getRecordComponents()) {
      String name =
          prefix + "_" + component.getName().replaceAll("([A-Z])", "_$1").toUpperCase(Locale.ROOT);
      if (component.getType().isRecord()) {
        variables(name, component.getType(), into);
      } else {
        into.add(name);
      }
    }
  }

  private static Document operations() {
    return new Document(SourceTree.ROOT.resolve("docs/operations.md"));
  }

  private static List<String> commands() {
    return Document.all().stream().flatMap(document -> document.commands().stream()).toList();
  }

  private static List<String> commands(String start) {
    List<String> commands = commands().stream().filter(c -> c.startsWith(start)).toList();
    assertThat(commands).as("commands: " + start).isNotEmpty();
    return commands;
  }

  /** The jars that {@code mvn package} leaves, by their paths from the root. */
  private static List<String> jars() {
    List<String> jars = new ArrayList<>();
    for (String module : Pom.of("").modules()) {
      Pom pom = Pom.of(module);
      String start = module + "/target/" + pom.finalName();
      if (!pom.shadedClassifier().isEmpty()) {
        jars.add(start + "-" + pom.shadedClassifier() + ".jar");
      }
      if (!pom.ownJarAside()) {
        jars.add(start + ".jar");
      }
      if (!pom.executableClassifier().isEmpty()) {
        jars.add(start + "-" + pom.executableClassifier() + ".jar");
      }
    }
    return jars;
  }

  private static boolean matches(String glob, String jar) {
    return FileSystems.getDefault().getPathMatcher("glob:" + glob).matches(Path.of(jar));
  }

  /** With those of the commands in packages of their own, which tell by --help. */
  private static Set<String> optionsOfAllCommands() {
    return optionsOf(name -> name.startsWith(Code.STANDALONE));
  }

  private static Set<String> optionsOfStandalone() {
    return optionsOf(Code.STANDALONE::equals);
  }

  /** Options and subcommands, as picocli's annotations declare them. */
  private static Set<String> optionsOf(Predicate<String> packages) {
    Set<String> options = new TreeSet<>(STANDARD);
    for (JavaClass type : Code.CLASSES) {
      if (packages.test(type.getPackageName())) {
        type.tryGetAnnotationOfType("picocli.CommandLine$Command")
            .flatMap(command -> command.get("name"))
            .ifPresent(name -> options.add((String) name));
        for (JavaField field : type.getFields()) {
          field
              .tryGetAnnotationOfType("picocli.CommandLine$Option")
              .flatMap(option -> option.get("names"))
              .ifPresent(names -> options.addAll(List.of((String[]) names)));
        }
      }
    }
    return options;
  }

  /** As patterns: what the door's methods are mapped to, and every command. */
  private static Set<String> commandPaths() {
    Set<String> paths = new TreeSet<>(Set.of(HEALTH));
    for (JavaClass type : Code.CLASSES) {
      for (JavaMethod method : type.getMethods()) {
        for (String kind : List.of("Get", "Post")) {
          method
              .tryGetAnnotationOfType("org.springframework.web.bind.annotation." + kind + "Mapping")
              .ifPresent(mapping -> paths.addAll(patterns(mapping)));
        }
      }
    }
    return paths;
  }

  private static List<String> patterns(JavaAnnotation<?> mapping) {
    List<String> patterns = new ArrayList<>();
    for (String path : (String[]) mapping.get("value").orElseThrow()) {
      String command =
          String.join(
              "|",
              org.circlejournal.command.CommandNames.types().stream()
                  .map(org.circlejournal.command.CommandNames::nameOf)
                  .toList());
      patterns.add(
          path.replace("{command}", "(" + command + ")").replaceAll("\\{[a-zA-Z]+}", "[^/]+"));
    }
    return patterns;
  }

  private static Set<String> queryPaths() {
    Set<String> paths =
        new TreeSet<>(Set.of(HEALTH, "/circles", "/circles/[^/]+", "/openapi\\.json", "/api"));
    paths.addAll(Set.of("/replays", "/replays/[^/]+", "/status"));
    Views.definitions().forEach(view -> paths.add("/(circles|pools)/[^/]+/" + view.name()));
    return paths;
  }
}
