package org.chipigateway.simulator;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Carries rows and ledger entries over a restart: one JSON object a line, {@code {"row":…}} or {@code {"entry":…}}. */
final class Journal implements AutoCloseable {
    private final Path file;
    private BufferedWriter writer;

    private Journal(Path file) {
        this.file = file;
    }

    /** @param file null: nothing is kept */
    static Journal open(Path file, Consumer<JsonNode> rows, Consumer<JsonNode> entries) {
        Journal journal = new Journal(file);
        if (file == null) {
            return journal;
        }
        try {
            if (file.toAbsolutePath().getParent() != null) {
                Files.createDirectories(file.toAbsolutePath().getParent());
            }
            if (Files.exists(file)) {
                replay(file, rows, entries);
            }
            journal.writer = Files.newBufferedWriter(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            return journal;
        } catch (IOException e) {
            throw new UncheckedIOException("The simulator's journal can't be opened: " + file, e);
        }
    }

    private static void replay(Path file, Consumer<JsonNode> rows, Consumer<JsonNode> entries) throws IOException {
        for (String line : Files.readAllLines(file)) {
            JsonNode json;
            try {
                json = Json.read(line);
            } catch (JsonProcessingException cutShort) {
                continue; // the process was killed while it wrote this line
            }
            if (json.has("row")) {
                rows.accept(json.get("row"));
            } else if (json.has("entry")) {
                entries.accept(json.get("entry"));
            }
        }
    }

    void row(Row row) {
        append(Json.object().set("row", row.kept()));
    }

    void entry(Ledger.Entry entry) {
        append(Json.object().set("entry", entry.json()));
    }

    private synchronized void append(ObjectNode line) {
        if (writer == null) {
            return;
        }
        try {
            writer.write(Json.write(line));
            writer.write('\n');
            writer.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("The simulator's journal can't be written: " + file, e);
        }
    }

    /** Forgets everything written so far. */
    synchronized void clear() {
        if (writer == null) {
            return;
        }
        try {
            writer.close();
            writer = Files.newBufferedWriter(file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("The simulator's journal can't be emptied: " + file, e);
        }
    }

    @Override
    public synchronized void close() {
        try {
            if (writer != null) {
                writer.close();
                writer = null;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
