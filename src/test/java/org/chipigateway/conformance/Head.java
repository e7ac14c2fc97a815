package org.chipigateway.conformance;

import java.util.List;
import java.util.Optional;

/**
 * The head of an answer.
 *
 * @param text as it came, without the empty line that ended it
 */
public record Head(String text) {

    public int status() {
        return Integer.parseInt(text.split(" ", 3)[1]);
    }

    public List<String> all(String name) {
        return text.lines().skip(1).filter(line -> line.toLowerCase().startsWith(name.toLowerCase() + ":"))
                .map(line -> line.substring(name.length() + 1).strip()).toList();
    }

    public Optional<String> header(String name) {
        return all(name).stream().findFirst();
    }
}
