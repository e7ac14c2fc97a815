package org.chipigateway.conformance;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/** A socket on which a test says, and sees, every byte. */
public final class Connection implements AutoCloseable {
    private static final int CONNECT_MILLIS = 10_000;

    private final Socket socket;

    private Connection(Socket socket) {
        this.socket = socket;
    }

    public static Connection to(URI base) {
        return to(base, 0);
    }

    /** @param receiveBuffer of the socket, in bytes; 0: the system's own */
    public static Connection to(URI base, int receiveBuffer) {
        boolean tls = "https".equals(base.getScheme());
        int port = base.getPort() >= 0 ? base.getPort() : tls ? 443 : 80;
        try {
            Socket plain = new Socket();
            if (receiveBuffer > 0) {
                plain.setReceiveBufferSize(receiveBuffer);
            }
            plain.setTcpNoDelay(true);
            plain.connect(new InetSocketAddress(base.getHost(), port), CONNECT_MILLIS);
            return new Connection(tls ? secured(plain, base.getHost(), port) : plain);
        } catch (IOException e) {
            throw new UncheckedIOException("No connection to " + base, e);
        }
    }

    private static Socket secured(Socket plain, String host, int port) throws IOException {
        SSLSocket secure = (SSLSocket) ((SSLSocketFactory) SSLSocketFactory.getDefault()).createSocket(plain, host,
                port, true);
        secure.startHandshake();
        return secure;
    }

    public void say(String text) {
        say(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    public void say(byte[] bytes) {
        try {
            OutputStream out = socket.getOutputStream();
            out.write(bytes);
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Says that nothing more will be said; what comes can still be read. */
    public void sayNothingMore() {
        try {
            socket.shutdownOutput();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * @return how many bytes came; -1 where the other side has closed the connection, or broken it off
     * @throws SocketTimeoutException where nothing came
     */
    int read(byte[] buffer, Duration within) throws SocketTimeoutException {
        try {
            socket.setSoTimeout((int) Math.max(1, within.toMillis()));
            InputStream in = socket.getInputStream();
            return in.read(buffer);
        } catch (SocketTimeoutException nothing) {
            throw nothing;
        } catch (IOException broken) {
            return -1;
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
