package org.chipigateway.conformance;

import java.lang.reflect.Method;
import java.util.List;

import org.junit.jupiter.api.DisplayNameGenerator;

/** Names of classes and methods as the sentences that they are. */
class Sentences extends DisplayNameGenerator.Standard {

    @Override
    public String generateDisplayNameForClass(Class<?> type) {
        return sentence(type.getSimpleName().replaceAll("IT$", ""));
    }

    @Override
    public String generateDisplayNameForMethod(List<Class<?>> enclosing, Class<?> type, Method method) {
        return sentence(method.getName());
    }

    private static String sentence(String name) {
        String words = name.replaceAll("(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Za-z])(?=[A-Z][a-z])|(?<=[A-Za-z])(?=[0-9])", " ")
                .toLowerCase();
        return Character.toUpperCase(words.charAt(0)) + words.substring(1);
    }
}
