package org.chipigateway;

import java.util.Optional;

/** One variable of the gateway's configuration. */
record Setting(String variable, boolean required, Form form) {

    static Setting required(String variable, Form form) {
        return new Setting(variable, true, form);
    }

    static Setting optional(String variable, Form form) {
        return new Setting(variable, false, form);
    }

    Optional<String> problem(String value) {
        if (value == null || value.isBlank()) {
            return required ? Optional.of(variable + " is missing: it " + form.rule()) : Optional.empty();
        }
        return form.fits(value) ? Optional.empty() : Optional.of(variable + " is malformed: it " + form.rule());
    }
}
