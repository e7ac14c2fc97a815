package org.chipigateway.chipi;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;

import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;

import org.jboss.resteasy.reactive.client.impl.RestClientRequestContext;
import org.jboss.resteasy.reactive.client.spi.ClientMessageBodyWriter;

/**
 * Asks the permit at the last moment there is: Quarkus serialises an entity when the connection stands (TLS too) and
 * writes head and body in one go right after.
 */
final class DepartureWriter implements ClientMessageBodyWriter<Departure> {

    @Override
    public boolean isWriteable(Class<?> type, Type genericType, Annotation[] annotations, MediaType mediaType) {
        return type == Departure.class;
    }

    @Override
    public void writeTo(Departure order, Class<?> type, Type genericType, Annotation[] annotations, MediaType mediaType,
            MultivaluedMap<String, Object> headers, OutputStream body, RestClientRequestContext context)
            throws IOException {
        boolean cleared = false;
        try {
            cleared = order.clear();
        } finally {
            if (!cleared) {
                // Nobody else gives the untouched connection back: an exception alone would keep it leased for ever.
                context.getHttpClientRequest().reset();
            }
        }
        if (!cleared) {
            throw new IOException("The time to send this order has passed");
        }
        body.write(order.body());
    }

    @Override
    public void writeTo(Departure order, Class<?> type, Type genericType, Annotation[] annotations, MediaType mediaType,
            MultivaluedMap<String, Object> headers, OutputStream body) {
        throw new IllegalStateException("An order leaves by a client's connection only");
    }
}
