package org.circlejournal.query.door;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.circlejournal.events.access.Bearer;
import org.circlejournal.events.journal.Json;
import org.circlejournal.query.dashboard.Look;
import org.jspecify.annotations.Nullable;

/**
 * Asks {@link Door} and {@link Inquiries} from within, for a page, in the name of whoever looks at
 * it: the very request that a program would send, and the very bytes that it would get. So pages
 * cannot pass by it. A page asks the same only once, so that its parts agree.
 */
final class Inside implements Look {

  private static final String JSON = "application/json";

  /** Doors that page by page decide themselves who may: they are asked as by a program. */
  interface Rooms {
    /** Null if it is none of theirs. */
    @Nullable HttpServlet find(String path);
  }

  private final Door door;
  private final Inquiries inquiries;
  private final Rooms rooms;
  private final Bearer bearer;
  private final HttpServletRequest request;
  private final HttpServletResponse response;
  private final Map<String, Answer> answered = new HashMap<>();

  Inside(
      Door door,
      Inquiries inquiries,
      Rooms rooms,
      Bearer bearer,
      HttpServletRequest request,
      HttpServletResponse response) {
    this.door = door;
    this.inquiries = inquiries;
    this.rooms = rooms;
    this.bearer = bearer;
    this.request = request;
    this.response = response;
  }

  @Override
  public Answer get(String path, Map<String, String> query) {
    return answered.computeIfAbsent(
        path + query, same -> ask(new Asking(request, path, query, JSON)));
  }

  @Override
  public Answer send(String method, String path, @Nullable ObjectNode body) {
    answered.clear();
    return ask(new Sending(request, method, path, body));
  }

  private Answer ask(Asking asking) {
    Heard heard = new Heard(response);
    String path = asking.getRequestURI();
    @Nullable HttpServlet room = rooms.find(path);
    try {
      if (room != null) {
        room.service(asking, heard);
      } else if (inquiries.isAbout(path)) {
        inquiries.answerTo(bearer, asking, heard);
      } else {
        door.answerTo(bearer, asking, heard);
      }
      JsonNode body = Json.mapper().readTree(heard.bytes.toByteArray());
      return new Answer(
          heard.status,
          body,
          heard.headers.getOrDefault("View-Generation", ""),
          heard.headers.get("Link"),
          Long.parseLong(heard.headers.getOrDefault("Journal-Position", "0")));
    } catch (IOException e) {
      throw new UncheckedIOException(e); // nothing but memory is written
    } catch (ServletException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * The request of a form, whose proof that a page of ours sent it takes the place of the header
   * that only a script could send.
   */
  static HttpServletRequest form(HttpServletRequest request) {
    return new HttpServletRequestWrapper(request) {
      @Override
      public @Nullable String getHeader(String name) {
        return name.equals(Sessions.CSRF_HEADER)
            ? super.getParameter("csrf")
            : super.getHeader(name);
      }
    };
  }

  /** The request of a page, with another path, query and accepted type. */
  static class Asking extends HttpServletRequestWrapper {
    private final String path;
    private final Map<String, String> query;
    private final String accept;

    Asking(HttpServletRequest page, String path, Map<String, String> query, String accept) {
      super(page);
      this.path = path;
      this.query = new LinkedHashMap<>(query);
      this.accept = accept;
    }

    @Override
    public String getMethod() {
      return "GET";
    }

    @Override
    public String getRequestURI() {
      return path;
    }

    @Override
    public @Nullable String getQueryString() {
      return query.isEmpty()
          ? null
          : query.entrySet().stream()
              .map(one -> one.getKey() + "=" + one.getValue())
              .collect(Collectors.joining("&"));
    }

    @Override
    public @Nullable String getParameter(String name) {
      return query.get(name);
    }

    @Override
    public Map<String, String[]> getParameterMap() {
      Map<String, String[]> all = new LinkedHashMap<>();
      query.forEach((name, value) -> all.put(name, new String[] {value}));
      return all;
    }

    @Override
    public @Nullable String getHeader(String name) {
      return switch (name) {
        case "Accept" -> accept;
        case "If-None-Match" -> null; // that is about the page
        default -> super.getHeader(name);
      };
    }
  }

  /** The same with a body. */
  private static final class Sending extends Asking {
    private final String method;
    private final byte[] body;

    Sending(HttpServletRequest page, String method, String path, @Nullable ObjectNode body) {
      super(page, path, Map.of(), JSON);
      this.method = method;
      this.body = body == null ? new byte[0] : body.toString().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String getMethod() {
      return method;
    }

    @Override
    public String getContentType() {
      return JSON;
    }

    @Override
    public int getContentLength() {
      return body.length;
    }

    @Override
    public long getContentLengthLong() {
      return body.length;
    }

    @Override
    public @Nullable String getHeader(String name) {
      return name.equals("Transfer-Encoding") ? null : super.getHeader(name);
    }

    @Override
    public ServletInputStream getInputStream() {
      ByteArrayInputStream bytes = new ByteArrayInputStream(body);
      return new ServletInputStream() {
        @Override
        public int read() {
          return bytes.read();
        }

        @Override
        public int read(byte[] into, int from, int length) {
          return bytes.read(into, from, length);
        }

        @Override
        public boolean isFinished() {
          return bytes.available() == 0;
        }

        @Override
        public boolean isReady() {
          return true;
        }

        @Override
        public void setReadListener(ReadListener listener) {
          throw new IllegalStateException("all is there at once");
        }
      };
    }
  }

  /** An answer that goes nowhere. */
  private static final class Heard extends HttpServletResponseWrapper {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final Map<String, String> headers = new TreeMap<>();
    private int status = SC_OK;

    Heard(HttpServletResponse page) {
      super(page);
    }

    @Override
    public void setStatus(int code) {
      status = code;
    }

    @Override
    public void setHeader(String name, String value) {
      headers.put(name, value);
    }

    @Override
    public void addHeader(String name, String value) {
      headers.put(name, value);
    }

    @Override
    public void setContentType(String type) {
      headers.put("Content-Type", type);
    }

    @Override
    public void setContentLength(int length) {} // the page has its own

    @Override
    public ServletOutputStream getOutputStream() {
      return new ServletOutputStream() {
        @Override
        public void write(int one) {
          bytes.write(one);
        }

        @Override
        public void write(byte[] some, int from, int length) {
          bytes.write(some, from, length);
        }

        @Override
        public boolean isReady() {
          return true;
        }

        @Override
        public void setWriteListener(WriteListener listener) {
          throw new IllegalStateException("all is there at once");
        }
      };
    }
  }
}
