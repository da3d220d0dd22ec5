package org.circlejournal.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A study from a running system into a file, as a researcher does it. */
class ResearchExportIT {

  @TempDir Path folder;

  @Test
  void a_study_is_ordered_watched_and_fetched() throws Exception {
    try (BothDoors doors = BothDoors.start("--circle.data=" + folder)) {
      MarkedCircle.imported(doors, UUID.randomUUID().toString());
      await()
          .atMost(Duration.ofSeconds(90))
          .until(
              () ->
                  doors
                          .send(
                              doors.query(),
                              "GET",
                              "/research/exports",
                              doors.staff("researcher"),
                              "")
                          .statusCode()
                      == 200);
      Path zip = folder.resolve("study.zip");
      String url =
          "http://127.0.0.1:" + doors.query().getEnvironment().getProperty("local.server.port");
      try (Program export =
          Program.standalone(
              folder,
              "research",
              "export",
              "--study=ETHICS-7",
              "--purpose=who stays to the end",
              "--to=" + zip,
              "--url=" + url,
              "--secrets=" + doors.secrets())) {
        assertThat(export.awaitEnd()).as(export.output()).isZero();
        assertThat(export.output()).contains("SHA-256 of its manifest");
      }
      try (ZipFile files = new ZipFile(zip.toFile())) {
        assertThat(files.getEntry("data/sessions.csv")).isNotNull();
        assertThat(files.getEntry("manifest.json")).isNotNull();
      }
    }
  }
}
