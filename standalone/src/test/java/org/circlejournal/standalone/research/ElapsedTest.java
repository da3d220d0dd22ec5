package org.circlejournal.standalone.research;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class ElapsedTest {

  private static final Duration SHORT = Duration.ofMillis(1);
  private static final Duration LONG = Duration.ofHours(1);

  /** Lets go as soon as something was printed. */
  private static final class Printed extends ByteArrayOutputStream {
    private final CountDownLatch any = new CountDownLatch(1);

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) {
      super.write(bytes, offset, length);
      any.countDown();
    }

    String awaited() {
      try {
        any.await();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
      return "answer";
    }

    String text() {
      return toString(StandardCharsets.UTF_8);
    }
  }

  private final Printed printed = new Printed();
  private final PrintStream err = new PrintStream(printed, true, StandardCharsets.UTF_8);

  @Test
  void who_waits_is_told_and_nothing_of_it_stays_on_a_terminal() {
    Elapsed elapsed = Elapsed.on(err, true, SHORT);
    assertThat(elapsed.<String>during("Computing", printed::awaited)).isEqualTo("answer");
    assertThat(printed.text())
        .startsWith("\rComputing: 0 s. Ctrl-C calls it off.\u001b[K")
        .endsWith("\r\u001b[K");
  }

  @Test
  void elsewhere_it_is_lines() {
    Elapsed.on(err, false, SHORT).<String>during("Computing", printed::awaited);
    assertThat(printed.text().lines()).allMatch("Computing: 0 s. Ctrl-C calls it off."::equals);
  }

  @Test
  void what_is_quick_says_nothing_and_what_fails_fails() {
    assertThat(Elapsed.on(err, true, LONG).<String>during("Computing", () -> "at once"))
        .isEqualTo("at once");
    assertThatThrownBy(
            () ->
                Elapsed.on(err, true, LONG)
                    .during(
                        "Computing",
                        () -> {
                          throw new IllegalStateException("refused");
                        }))
        .hasMessage("refused");
    assertThat(printed.text()).isEmpty();
  }
}
