package org.circlejournal.events.survey;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.circlejournal.events.journal.Json;

/**
 * One text for one content: keys in the order of their UTF-16 units, no white space, absent fields
 * left out, UTF-8. Numbers are plain decimals of at most 15 significant digits without trailing
 * zeros, because {@code Double.toString} differs between JDK 17 and later ones.
 */
final class CanonicalJson {

  private CanonicalJson() {}

  static String sha256(Object value) {
    try {
      byte[] text = text(value).getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  static String text(Object value) {
    return write(Json.mapper().valueToTree(value));
  }

  private static String write(JsonNode node) {
    if (node.isObject()) {
      TreeMap<String, JsonNode> sorted = new TreeMap<>();
      node.properties().forEach(field -> sorted.put(field.getKey(), field.getValue()));
      return sorted.entrySet().stream()
          .map(field -> quoted(field.getKey()) + ":" + write(field.getValue()))
          .collect(Collectors.joining(",", "{", "}"));
    }
    if (node.isArray()) {
      return StreamSupport.stream(node.spliterator(), false)
          .map(CanonicalJson::write)
          .collect(Collectors.joining(",", "[", "]"));
    }
    if (node.isNumber()) {
      BigDecimal exact =
          node.isFloatingPointNumber() ? new BigDecimal(node.doubleValue()) : node.decimalValue();
      return exact.round(new MathContext(15)).stripTrailingZeros().toPlainString();
    }
    return node.isTextual() ? quoted(node.textValue()) : node.asText();
  }

  private static String quoted(String text) {
    return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
  }
}
