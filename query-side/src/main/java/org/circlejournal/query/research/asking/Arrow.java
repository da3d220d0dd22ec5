package org.circlejournal.query.research.asking;

import com.google.flatbuffers.FlatBufferBuilder;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.flatbuf.Bool;
import org.apache.arrow.flatbuf.Buffer;
import org.apache.arrow.flatbuf.Endianness;
import org.apache.arrow.flatbuf.Field;
import org.apache.arrow.flatbuf.FieldNode;
import org.apache.arrow.flatbuf.FloatingPoint;
import org.apache.arrow.flatbuf.Int;
import org.apache.arrow.flatbuf.Message;
import org.apache.arrow.flatbuf.MessageHeader;
import org.apache.arrow.flatbuf.MetadataVersion;
import org.apache.arrow.flatbuf.Precision;
import org.apache.arrow.flatbuf.RecordBatch;
import org.apache.arrow.flatbuf.Schema;
import org.apache.arrow.flatbuf.Type;
import org.apache.arrow.flatbuf.Utf8;
import org.circlejournal.query.research.asking.Result.Kind;
import org.jspecify.annotations.Nullable;

/**
 * A result as an Arrow IPC stream (Arrow Columnar Format 1.5, "IPC Streaming Format"): the schema,
 * one batch, the end. Four types are all there is, so that it needs none of Arrow's own memory.
 */
final class Arrow {

  private static final int ALIGNMENT = 8;
  private static final int CONTINUES = -1;

  /** Buffers of a batch, one behind the other. */
  private static final class Body {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final List<long[]> places = new ArrayList<>();

    void add(byte[] buffer) {
      places.add(new long[] {bytes.size(), buffer.length});
      bytes.writeBytes(buffer);
      bytes.writeBytes(new byte[padding(buffer.length)]);
    }
  }

  private Arrow() {}

  static byte[] write(Result result) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    message(out, schema(result.columns()), new byte[0]);
    Body body = new Body();
    for (int i = 0; i < result.columns().size(); i++) {
      column(result, i, body);
    }
    message(out, batch(result, body), body.bytes.toByteArray());
    out.writeBytes(ints(CONTINUES, 0));
    return out.toByteArray();
  }

  private static int padding(int length) {
    return Math.floorMod(-length, ALIGNMENT);
  }

  private static byte[] ints(int... values) {
    ByteBuffer buffer = ByteBuffer.allocate(values.length * Integer.BYTES);
    buffer.order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().put(values);
    return buffer.array();
  }

  private static void message(ByteArrayOutputStream out, byte[] metadata, byte[] body) {
    int padding = padding(metadata.length);
    out.writeBytes(ints(CONTINUES, metadata.length + padding));
    out.writeBytes(metadata);
    out.writeBytes(new byte[padding]);
    out.writeBytes(body);
  }

  private static byte[] finished(FlatBufferBuilder to, byte header, int offset, long body) {
    Message.startMessage(to);
    Message.addVersion(to, MetadataVersion.V5);
    Message.addHeaderType(to, header);
    Message.addHeader(to, offset);
    Message.addBodyLength(to, body);
    to.finish(Message.endMessage(to));
    return to.sizedByteArray();
  }

  private static byte[] schema(List<Result.Column> columns) {
    FlatBufferBuilder to = new FlatBufferBuilder();
    int[] fields = new int[columns.size()];
    for (int i = 0; i < fields.length; i++) {
      Kind kind = columns.get(i).kind();
      int name = to.createString(columns.get(i).name());
      int children = Field.createChildrenVector(to, new int[0]);
      int type = type(to, kind);
      Field.startField(to);
      Field.addName(to, name);
      Field.addNullable(to, true);
      Field.addTypeType(to, typeType(kind));
      Field.addType(to, type);
      Field.addChildren(to, children);
      fields[i] = Field.endField(to);
    }
    int vector = Schema.createFieldsVector(to, fields);
    Schema.startSchema(to);
    Schema.addEndianness(to, Endianness.Little);
    Schema.addFields(to, vector);
    return finished(to, MessageHeader.Schema, Schema.endSchema(to), 0);
  }

  private static byte typeType(Kind kind) {
    return switch (kind) {
      case BOOLEAN -> Type.Bool;
      case INTEGER -> Type.Int;
      case NUMBER -> Type.FloatingPoint;
      case TEXT -> Type.Utf8;
    };
  }

  private static int type(FlatBufferBuilder to, Kind kind) {
    switch (kind) {
      case BOOLEAN -> {
        Bool.startBool(to);
        return Bool.endBool(to);
      }
      case INTEGER -> {
        return Int.createInt(to, Long.SIZE, true);
      }
      case NUMBER -> {
        return FloatingPoint.createFloatingPoint(to, Precision.DOUBLE);
      }
      default -> {
        Utf8.startUtf8(to);
        return Utf8.endUtf8(to);
      }
    }
  }

  private static byte[] batch(Result result, Body body) {
    FlatBufferBuilder to = new FlatBufferBuilder();
    int rows = result.rows().size();
    RecordBatch.startNodesVector(to, result.columns().size());
    for (int i = result.columns().size() - 1; i >= 0; i--) {
      FieldNode.createFieldNode(to, rows, nulls(result, i));
    }
    int nodes = to.endVector();
    RecordBatch.startBuffersVector(to, body.places.size());
    for (int i = body.places.size() - 1; i >= 0; i--) {
      Buffer.createBuffer(to, body.places.get(i)[0], body.places.get(i)[1]);
    }
    int buffers = to.endVector();
    RecordBatch.startRecordBatch(to);
    RecordBatch.addLength(to, rows);
    RecordBatch.addNodes(to, nodes);
    RecordBatch.addBuffers(to, buffers);
    int end = RecordBatch.endRecordBatch(to);
    return finished(to, MessageHeader.RecordBatch, end, body.bytes.size());
  }

  private static long nulls(Result result, int column) {
    return result.rows().stream().filter(row -> row.get(column) == null).count();
  }

  /** Which values are there, then the values; of texts where each ends, and then all of them. */
  private static void column(Result result, int column, Body body) {
    int rows = result.rows().size();
    byte[] there = new byte[(rows + 7) / 8];
    byte[] flags = new byte[(rows + 7) / 8];
    ByteBuffer numbers = ByteBuffer.allocate(rows * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    int[] ends = new int[rows + 1];
    ByteArrayOutputStream texts = new ByteArrayOutputStream();
    for (int i = 0; i < rows; i++) {
      @Nullable Object value = result.rows().get(i).get(column);
      if (value != null) {
        there[i / 8] |= (byte) (1 << i % 8);
      }
      if (value instanceof Boolean flag && flag) {
        flags[i / 8] |= (byte) (1 << i % 8);
      } else if (value instanceof Long number) {
        numbers.putLong(i * Long.BYTES, number);
      } else if (value instanceof Double number) {
        numbers.putDouble(i * Long.BYTES, number);
      } else if (value instanceof String text) {
        texts.writeBytes(text.getBytes(StandardCharsets.UTF_8));
      }
      ends[i + 1] = texts.size();
    }
    body.add(there);
    switch (result.columns().get(column).kind()) {
      case BOOLEAN -> body.add(flags);
      case INTEGER, NUMBER -> body.add(numbers.array());
      case TEXT -> {
        body.add(ints(ends));
        body.add(texts.toByteArray());
      }
    }
  }
}
