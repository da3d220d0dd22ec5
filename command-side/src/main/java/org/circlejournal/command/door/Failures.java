package org.circlejournal.command.door;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.axonframework.modelling.command.ConcurrencyException;
import org.circlejournal.command.Refusal;
import org.circlejournal.command.Refused;
import org.circlejournal.events.access.IssuerSilent;
import org.circlejournal.events.access.Traces;
import org.circlejournal.events.access.TurnedAway;
import org.circlejournal.events.journal.Journal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.servlet.resource.NoResourceFoundException;

/** Every way in which a request can fail, as a problem with a code. */
@RestControllerAdvice
final class Failures {

  private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

  private final Journal journal;

  Failures(Journal journal) {
    this.journal = journal;
  }

  @ExceptionHandler
  void refused(Refused e, HttpServletResponse response) throws IOException {
    Problem.write(response, e.refusal(), String.valueOf(e.getMessage()));
  }

  @ExceptionHandler
  void form(FormRefusal e, HttpServletResponse response) throws IOException {
    Problem.write(response, e.refusal(), e.fields(), String.valueOf(e.getMessage()));
  }

  @ExceptionHandler
  void turnedAway(TurnedAway e, HttpServletResponse response) throws IOException {
    response.setHeader("Retry-After", Long.toString(e.seconds()));
    Problem.write(response, Refusal.TOO_MANY_REQUESTS, Refusal.TOO_MANY_REQUESTS.sentence());
  }

  @ExceptionHandler
  void issuerSilent(IssuerSilent e, HttpServletResponse response) throws IOException {
    response.setHeader("Retry-After", "5");
    Problem.write(response, Refusal.ISSUER_UNAVAILABLE, Refusal.ISSUER_UNAVAILABLE.sentence());
  }

  @ExceptionHandler
  void concurrent(ConcurrencyException e, HttpServletResponse response) throws IOException {
    Problem.write(response, Refusal.CONCURRENT_WRITE, Refusal.CONCURRENT_WRITE.sentence());
  }

  @ExceptionHandler
  void noSuchPath(NoResourceFoundException e, HttpServletResponse response) throws IOException {
    Problem.write(response, Refusal.COMMAND_UNKNOWN, Refusal.COMMAND_UNKNOWN.sentence());
  }

  @ExceptionHandler
  void method(HttpRequestMethodNotSupportedException e, HttpServletResponse response)
      throws IOException {
    String[] allowed = e.getSupportedMethods();
    if (allowed != null) {
      response.setHeader("Allow", String.join(", ", allowed));
    }
    Problem.write(response, Refusal.METHOD_NOT_ALLOWED, Refusal.METHOD_NOT_ALLOWED.sentence());
  }

  /** What was not foreseen: types and places are logged, messages are not, they may quote. */
  @ExceptionHandler
  void unforeseen(Exception e, HttpServletResponse response) throws IOException {
    if (response.isCommitted()) {
      LOG.warn("an answer could not be written: {}", e.getClass().getName());
      return;
    }
    if (journal.isOutage(e)) {
      LOG.warn("the journal does not answer: {}", e.getClass().getName());
      Problem.write(response, Refusal.JOURNAL_UNAVAILABLE, Refusal.JOURNAL_UNAVAILABLE.sentence());
      return;
    }
    LOG.error("a request failed: {}", Traces.of(e));
    Problem.write(response, Refusal.INTERNAL_ERROR, Refusal.INTERNAL_ERROR.sentence());
  }
}
