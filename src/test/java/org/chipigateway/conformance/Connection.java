package org.chipigateway.conformance;

import java.io.IOException;
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

    private static final int READ_AT_ONCE = 16 * 1024;

    private final Socket socket;
    private final byte[] came;
    private int read;
    private int size;

    private Connection(Socket socket, int readAtOnce) {
        this.socket = socket;
        this.came = new byte[readAtOnce];
    }

    public static Connection to(URI base) {
        return to(base, 0);
    }

    /**
     * One that takes little at once: it reads byte by byte.
     *
     * @param receiveBuffer of the socket, in bytes; 0: the system's own
     */
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
            return new Connection(tls ? secured(plain, base.getHost(), port) : plain,
                    receiveBuffer > 0 ? 1 : READ_AT_ONCE);
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
     * @return the next byte; -1 where the other side has closed the connection, or broken it off
     * @throws SocketTimeoutException where nothing came
     */
    int read(Duration within) throws SocketTimeoutException {
        if (read == size && !fill(within)) {
            return -1;
        }
        return came[read++] & 0xff;
    }

    private boolean fill(Duration within) throws SocketTimeoutException {
        try {
            socket.setSoTimeout((int) Math.max(1, within.toMillis()));
            read = 0;
            size = Math.max(0, socket.getInputStream().read(came));
            return size > 0;
        } catch (SocketTimeoutException nothing) {
            size = 0;
            throw nothing;
        } catch (IOException broken) {
            size = 0;
            return false;
        }
    }

    /** Closes without a goodbye, as a crash does. */
    public void breakOff() {
        try {
            socket.setSoLinger(true, 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        close();
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
