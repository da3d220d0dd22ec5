package org.circlejournal.standalone.research;

import java.nio.file.Path;
import org.circlejournal.standalone.QuerySideClient;
import picocli.CommandLine.Option;

/** Where the query side runs that is asked, and by whose token. */
final class Running {

  @Option(
      names = "--url",
      defaultValue = "http://127.0.0.1:8081",
      description = "the query side (default: ${DEFAULT-VALUE})")
  String url = "http://127.0.0.1:8081";

  @Option(
      names = "--secrets",
      defaultValue = "secrets",
      description = "folder of the tokens (default: ${DEFAULT-VALUE})")
  Path secrets = Path.of("secrets");

  QuerySideClient client() {
    return new QuerySideClient(url, secrets);
  }
}
