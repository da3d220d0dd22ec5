package org.circlejournal.query.dashboard;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * What pages load: styles, scripts and a picture, each from a jar, packed once. Its address holds
 * the hash of its content, so browsers keep it for good and get another when it changes.
 */
public final class Assets {

  public static final String PREFIX = "/pages/assets/";

  private static final String CSS = "text/css;charset=UTF-8";
  private static final String JS = "text/javascript;charset=UTF-8";
  private static final String WEBJAR = "/META-INF/resources/webjars/picocss__pico/2.1.1/css/";
  private static final String MVNPM = "/META-INF/resources/_static/echarts/6.0.0/dist/";

  private static final Map<String, Asset> ALL = new LinkedHashMap<>();

  static {
    read("pico.min.css", CSS, WEBJAR + "pico.min.css");
    read("page.css", CSS, "/dashboard/page.css");
    read("page.js", JS, "/dashboard/page.js");
    read("charts.js", JS, "/dashboard/charts.js");
    // The smallest build that has marks and legends; it draws SVG.
    read("echarts.js", JS, MVNPM + "echarts.common.min.js");
    read("proof.js", JS, "/dashboard/proof.js");
    read("icon.svg", "image/svg+xml", "/dashboard/icon.svg");
  }

  private Assets() {}

  /**
   * @param bytes not to be changed
   * @param packed the same by gzip
   */
  @SuppressWarnings("ArrayRecordComponent") // written once, never compared
  public record Asset(String type, byte[] bytes, byte[] packed, String hash) {}

  public static String url(String name) {
    Asset asset = ALL.get(name);
    if (asset == null) {
      throw new IllegalArgumentException(name);
    }
    return PREFIX + asset.hash() + "/" + name;
  }

  /** By its address; null if there is none, or none with this hash. */
  public static @Nullable Asset find(String path) {
    String[] parts = path.substring(PREFIX.length()).split("/", 2);
    Asset asset = parts.length == 2 ? ALL.get(parts[1]) : null;
    return asset != null && asset.hash().equals(parts[0]) ? asset : null;
  }

  private static void read(String name, String type, String resource) {
    try (InputStream in = Assets.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("not in the jar: " + resource);
      }
      byte[] bytes = in.readAllBytes();
      ALL.put(name, new Asset(type, bytes, pack(bytes), hash(bytes)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** By gzip, as small as it gets. */
  public static byte[] pack(byte[] bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length / 3);
    try (GZIPOutputStream gzip =
        new GZIPOutputStream(out) {
          {
            def.setLevel(Deflater.BEST_COMPRESSION);
          }
        }) {
      gzip.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static String hash(byte[] bytes) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes))
          .substring(0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
