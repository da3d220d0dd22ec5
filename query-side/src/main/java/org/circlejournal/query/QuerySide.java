package org.circlejournal.query;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.circlejournal.events.journal.Journal;
import org.circlejournal.events.survey.Instruments;
import org.circlejournal.query.door.DoorWiring;
import org.circlejournal.query.door.Inquiry;
import org.circlejournal.query.door.LogWiring;
import org.circlejournal.query.door.MeterWiring;
import org.circlejournal.query.door.ReadModel;
import org.circlejournal.query.survey.administered.Administrations;
import org.circlejournal.query.view.ViewDefinition;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/**
 * The query side as an application: live views and their door. Settings: {@code query-side.yml}.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import({
  DoorWiring.class,
  Publishing.class,
  LogWiring.class,
  Auditing.class,
  Replaying.class,
  Researching.class,
  MeterWiring.class
})
public class QuerySide {

  /** Name of the configuration file, so that two sides in one JVM do not read the same. */
  public static final String CONFIG_NAME = "query-side";

  public static void main(String[] args) {
    application().run(args);
  }

  /** The application, ready to run; for those that start it beside another. */
  public static SpringApplication application() {
    SpringApplication application = new SpringApplication(QuerySide.class);
    application.setDefaultProperties(Map.of("spring.config.name", CONFIG_NAME));
    return application;
  }

  /** The shipped ones and the operator's, as they are now. */
  @Bean
  Instruments instruments(@Value("${circle.data}") Path data) {
    return Instruments.in(data.resolve("instruments"));
  }

  @Bean
  Inquiry administrations(Journal journal, Instruments instruments) {
    return new Administrations(journal, instruments).inquiry();
  }

  @Bean
  List<ReadModel> readModels() {
    return ReadModels.ALL;
  }

  @Bean
  List<ViewDefinition<?>> viewDefinitions() {
    return ReadModels.views();
  }
}
