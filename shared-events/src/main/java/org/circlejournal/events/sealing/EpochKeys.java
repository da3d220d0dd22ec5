package org.circlejournal.events.sealing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The keys that wrap all other keys. They lie outside the database, one file per purpose and epoch
 * in the secrets folder ({@code epoch-answers-1.key}: 32 random bytes, base64url, mode 600). To
 * destroy what an epoch wrapped, what shall stay is wrapped anew under the next epoch and the file
 * is deleted.
 *
 * <p>The command side mints; the query side only reads, and sees new epochs as they come.
 */
public final class EpochKeys {

  /** What an epoch key is for. */
  public enum Purpose {
    /** Data keys of answers and closing words. */
    ANSWERS,
    /** Data keys of the board's texts. */
    TEXTS,
    /** Keys of open ballot boxes; the epoch changes every night. */
    BOXES,
    /** Records of idempotency; the epoch changes every night. */
    TOKENS,
    /** Requests of the code's lane that wait for the night, and the epoch with them. */
    NIGHT,
    /** Keys of archives and exports of research; each erasure begins a new epoch. */
    RESEARCH,
    /** Keys of the pseudonyms of studies; they outlive erasures and die with their study. */
    STUDIES;

    String fileOf(int epoch) {
      return "epoch-" + name().toLowerCase(Locale.ROOT) + "-" + epoch + ".key";
    }
  }

  private record Epoch(Purpose purpose, int number) {}

  private record Derived(Epoch epoch, String label) {}

  private final Path folder;
  private final Map<Epoch, byte[]> keys = new ConcurrentHashMap<>();
  private final Map<Derived, byte[]> derived = new ConcurrentHashMap<>();
  private final Map<Purpose, Integer> newest = new ConcurrentHashMap<>();

  /**
   * @param folder the secrets folder
   */
  public EpochKeys(Path folder) {
    this.folder = folder;
  }

  /** The newest epoch that has a key, as far as this process knows; 0 when there is none. */
  public int newest(Purpose purpose) {
    return newest.computeIfAbsent(purpose, this::look);
  }

  /** Looks for the newest epochs again: another process may have begun one. */
  public void refresh() {
    newest.clear();
  }

  private int look(Purpose purpose) {
    return epochs(purpose).stream().mapToInt(Integer::intValue).max().orElse(0);
  }

  /** The epochs that have a key in the folder, ascending. */
  public List<Integer> epochs(Purpose purpose) {
    Pattern name =
        Pattern.compile("epoch-" + purpose.name().toLowerCase(Locale.ROOT) + "-([0-9]+)\\.key");
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> name.matcher(file.getFileName().toString()))
          .filter(Matcher::matches)
          .map(file -> Integer.valueOf(file.group(1)))
          .sorted()
          .toList();
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (IOException e) {
      throw new UncheckedIOException("secrets folder " + folder, e);
    }
  }

  /** Makes the key of an epoch, unless another process just did: then that one holds. */
  public void mint(Purpose purpose, int epoch, RandomGenerator random) {
    byte[] key = new byte[Cipher.KEY_BYTES];
    random.nextBytes(key);
    SecretFile.create(folder.resolve(purpose.fileOf(epoch)), base64(key));
    newest.remove(purpose);
  }

  /** Deletes the key of an epoch, here and in the folder. What it wrapped is lost. */
  public void destroy(Purpose purpose, int epoch) {
    forget(new Epoch(purpose, epoch));
    newest.remove(purpose);
    SecretFile.delete(folder.resolve(purpose.fileOf(epoch)));
  }

  public boolean has(Purpose purpose, int epoch) {
    return Files.exists(folder.resolve(purpose.fileOf(epoch)));
  }

  /** Says which key this is without saying the key: 16 hex digits. */
  public String fingerprint(Purpose purpose, int epoch) {
    byte[] mac = Hmac.sha256(key(purpose, epoch), "epoch-fingerprint/v1");
    return HexFormat.of().formatHex(mac, 0, 8);
  }

  /**
   * A key of its own for a use beside wrapping. It is remembered, because every command asks.
   *
   * @throws DoesNotOpen if the epoch's key is gone
   */
  public byte[] derive(Purpose purpose, int epoch, String label) {
    return derive(purpose, epoch, List.of(label)).get(0);
  }

  /**
   * Several such keys, after one look whether the epoch's is still there.
   *
   * @throws DoesNotOpen if the epoch's key is gone
   */
  public List<byte[]> derive(Purpose purpose, int epoch, List<String> labels) {
    byte[] key = key(purpose, epoch);
    Epoch from = new Epoch(purpose, epoch);
    List<byte[]> keys = new ArrayList<>(labels.size());
    for (String label : labels) {
      keys.add(derived.computeIfAbsent(new Derived(from, label), d -> Cipher.derive(key, label)));
    }
    return keys;
  }

  /**
   * @param name of the wrapped key and all that it belongs to; needed to unwrap it
   * @return base64url
   */
  public String wrap(Purpose purpose, int epoch, String name, byte[] key) {
    return base64(Cipher.encrypt(key(purpose, epoch), key, binding(purpose, epoch, name)));
  }

  /**
   * @throws DoesNotOpen if the epoch's key is gone, or the wrapped key is not of this name
   */
  public byte[] unwrap(Purpose purpose, int epoch, String name, String wrapped) {
    byte[] box = Base64.getUrlDecoder().decode(wrapped);
    return Cipher.decrypt(key(purpose, epoch), box, binding(purpose, epoch, name));
  }

  private static byte[] binding(Purpose purpose, int epoch, String name) {
    return ("wrap/v1\n" + purpose + '\n' + epoch + '\n' + name).getBytes(StandardCharsets.UTF_8);
  }

  /** A key whose file is gone is destroyed, also if this process still remembers it. */
  private byte[] key(Purpose purpose, int epoch) {
    Epoch wanted = new Epoch(purpose, epoch);
    if (!has(purpose, epoch)) {
      forget(wanted);
      throw new DoesNotOpen("there is no " + purpose.fileOf(epoch), null);
    }
    return keys.computeIfAbsent(wanted, this::read);
  }

  private byte[] read(Epoch epoch) {
    String name = epoch.purpose().fileOf(epoch.number());
    String text = SecretFile.read(folder.resolve(name));
    if (text == null) {
      throw new DoesNotOpen("there is no " + name, null);
    }
    return Base64.getUrlDecoder().decode(text.strip());
  }

  private void forget(Epoch epoch) {
    keys.remove(epoch);
    derived.keySet().removeIf(each -> each.epoch().equals(epoch));
  }

  /** Base64url without padding, as all keys and boxes are written. */
  public static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
