package org.circlejournal.command.door;

import com.fasterxml.jackson.core.JsonProcessingException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import org.circlejournal.command.consent.Notices;
import org.circlejournal.events.access.Role;
import org.circlejournal.events.journal.Json;
import org.circlejournal.events.survey.InstrumentList;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** What can be asked here, the notices that people consent to, and instruments; for anyone. */
@RestController
final class CatalogueEndpoint {

  private final byte[] commands;
  private final byte[] openApi;
  private final byte[] page;
  private final List<Notices.Text> notices;
  private final InstrumentList instruments;
  private final Callers callers;

  CatalogueEndpoint(
      Catalogue catalogue, Notices notices, InstrumentList instruments, Callers callers)
      throws JsonProcessingException {
    this.commands = Json.mapper().writeValueAsBytes(catalogue.json());
    this.openApi = OpenApi.document(catalogue);
    this.page = OpenApi.page(catalogue);
    this.notices = notices.all();
    this.instruments = instruments;
    this.callers = callers;
  }

  @GetMapping("/commands")
  void commands(HttpServletResponse response) throws IOException {
    Answers.write(response, 200, "application/json", commands);
  }

  @GetMapping("/openapi.json")
  void openApi(HttpServletResponse response) throws IOException {
    Answers.write(response, 200, "application/json", openApi);
  }

  @GetMapping("/api")
  void page(HttpServletResponse response) throws IOException {
    Answers.write(response, 200, "text/html;charset=UTF-8", page);
  }

  @GetMapping("/api.css")
  void style(HttpServletResponse response) throws IOException {
    Answers.write(response, 200, "text/css;charset=UTF-8", OpenApi.style());
  }

  @GetMapping("/notices")
  void notices(HttpServletResponse response) throws IOException {
    Answers.json(response, 200, notices);
  }

  /** Keys and our own words for anyone; whoever shows a token is shown the operator's as well. */
  @GetMapping("/instruments")
  void instruments(HttpServletRequest request, HttpServletResponse response) throws IOException {
    boolean known = callers.anyone(request).role() != Role.ANYONE;
    Answers.write(response, 200, "application/json", instruments.json(known));
  }
}
