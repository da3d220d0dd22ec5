package org.circlejournal.standalone;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** All of an answer that a caller sees, but for the time of day. */
record Whole(int status, Map<String, List<String>> headers, String body) {

  static Whole of(HttpResponse<String> answer) {
    Map<String, List<String>> headers = new TreeMap<>(answer.headers().map());
    headers.remove("date");
    return new Whole(answer.statusCode(), headers, answer.body());
  }
}
