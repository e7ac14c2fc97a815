package org.chipigateway;

import java.util.Optional;

/** One variable of the gateway's configuration. */
record Setting(String variable, Absence absence, Form form) {

    /** What it means that the variable isn't set, or is set to nothing. */
    private enum Absence {
        /** Neither may be. */
        REFUSED,
        /** There is a default. Set to nothing it hides the default, which ends a start in Quarkus's words. */
        DEFAULT,
        /** Both say that what it is for isn't wanted. */
        NOT_WANTED
    }

    static Setting required(String variable, Form form) {
        return new Setting(variable, Absence.REFUSED, form);
    }

    static Setting withDefault(String variable, Form form) {
        return new Setting(variable, Absence.DEFAULT, form);
    }

    static Setting optional(String variable, Form form) {
        return new Setting(variable, Absence.NOT_WANTED, form);
    }

    /** @param value null where it isn't set */
    Optional<String> problem(String value) {
        if (value == null || value.isBlank()) {
            return switch (absence) {
                case REFUSED -> Optional.of(variable + " is missing: it " + form.rule());
                case DEFAULT -> value == null
                        ? Optional.empty()
                        : Optional.of(variable + " is empty: leave it out for its default, or it " + form.rule());
                case NOT_WANTED -> Optional.empty();
            };
        }
        return form.fits(value) ? Optional.empty() : Optional.of(variable + " is malformed: it " + form.rule());
    }
}
