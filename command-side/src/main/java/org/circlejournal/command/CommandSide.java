package org.circlejournal.command;

import org.circlejournal.command.door.CommandWiring;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Import;

/** The command side as an application: door, circles, vault. Settings: {@code command-side.yml}. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import(CommandWiring.class)
public class CommandSide {

  /** Name of the configuration file, so that two sides in one JVM do not read the same. */
  public static final String CONFIG_NAME = "command-side";

  public static void main(String[] args) {
    application().run(args);
  }

  /** The application, ready to run; for those that start it beside another. */
  public static SpringApplication application() {
    SpringApplication application = new SpringApplication(CommandSide.class);
    application.setDefaultProperties(java.util.Map.of("spring.config.name", CONFIG_NAME));
    return application;
  }
}
