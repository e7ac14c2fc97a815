package org.chipigateway.stream.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** Many readers on one thread, each with a connection of its own. All that touches a reader runs on that thread. */
final class Readers implements AutoCloseable {
    private static final int LONGEST_READ = 256 * 1024;
    private static final Duration BEFORE_ANOTHER_TRY = Duration.ofMillis(500);

    /** How often what happened that a reader had not asked for. */
    enum Trouble {
        NOT_CONNECTED, CUT_BEFORE_OPEN, REFUSED
    }

    private record Retry(Reader reader, long atNanos) {
    }

    private final InetSocketAddress address;
    private final Selector selector;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final Map<Reader, SelectionKey> keys = new HashMap<>();
    private final ArrayDeque<Reader> waiting = new ArrayDeque<>();
    private final ArrayDeque<Retry> retries = new ArrayDeque<>();
    private final ByteBuffer in = ByteBuffer.allocateDirect(LONGEST_READ);
    private final byte[] bytes = new byte[LONGEST_READ];
    private final Map<Trouble, Integer> troubles = new HashMap<>();
    private final Thread thread;
    private int atOnce = 1;
    private int opening;
    private int cutWhileOpen;
    private volatile int open;
    private volatile boolean closed;

    Readers(int port) {
        this.address = new InetSocketAddress("127.0.0.1", port);
        try {
            this.selector = Selector.open();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.thread = new Thread(this::run, "readers");
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * Opens them, and again whenever they are cut off.
     *
     * @param most how many may be connecting at a time
     */
    void open(Collection<Reader> readers, int most) {
        call(() -> {
            atOnce = most;
            waiting.addAll(readers);
            return null;
        });
    }

    /** How many have been told their first block and are still connected. */
    int open() {
        return open;
    }

    /** Cuts them off as a lost network does, without a farewell; they don't come back by themselves. */
    void cut(Collection<Reader> readers) {
        call(() -> {
            for (Reader reader : readers) {
                SelectionKey key = keys.get(reader);
                if (key != null) {
                    ((SocketChannel) key.channel()).setOption(StandardSocketOptions.SO_LINGER, 0);
                    forget(reader, key);
                }
            }
            waiting.removeAll(readers);
            retries.clear();
            return null;
        });
    }

    /** They stay connected and take nothing any more, until they resume. */
    void stall(Collection<Reader> readers) {
        call(() -> {
            setInterest(readers, 0);
            return null;
        });
    }

    void resume(Collection<Reader> readers) {
        call(() -> {
            setInterest(readers, SelectionKey.OP_READ);
            return null;
        });
    }

    private void setInterest(Collection<Reader> readers, int operations) {
        readers.stream().map(keys::get).filter(Objects::nonNull).forEach(key -> key.interestOps(operations));
    }

    /** What they are told from now on is counted there. */
    Deliveries into(Deliveries deliveries, Collection<Reader> readers) {
        return call(() -> {
            readers.forEach(reader -> reader.into(deliveries));
            return deliveries;
        });
    }

    /** What is wrong with those that don't have every event exactly once. */
    List<String> complaints(Collection<Reader> readers) {
        return call(() -> readers.stream().map(Reader::complaint).filter(complaint -> !complaint.isEmpty()).toList());
    }

    /** Since the start. */
    Map<Trouble, Integer> troubles() {
        return call(() -> new HashMap<>(troubles));
    }

    /** How often an open stream was ended by the other side, since the start. */
    int cutWhileOpen() {
        return call(() -> cutWhileOpen);
    }

    <T> T call(Callable<T> task) {
        FutureTask<T> future = new FutureTask<>(task);
        tasks.add(future);
        selector.wakeup();
        try {
            return future.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    private void run() {
        try {
            while (!closed) {
                selector.select(this::ready, retries.isEmpty() ? 0 : BEFORE_ANOTHER_TRY.toMillis() / 10);
                for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
                    task.run();
                }
                while (!retries.isEmpty() && retries.peek().atNanos() - System.nanoTime() <= 0) {
                    waiting.add(retries.poll().reader());
                }
                while (opening < atOnce && !waiting.isEmpty()) {
                    connect(waiting.poll());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void connect(Reader reader) throws IOException {
        SocketChannel channel = SocketChannel.open();
        channel.configureBlocking(false);
        SelectionKey key = channel.register(selector, SelectionKey.OP_CONNECT, reader);
        keys.put(reader, key);
        opening++;
        reader.begin();
        try {
            if (channel.connect(address)) {
                send(reader, channel, key);
            }
        } catch (IOException refused) {
            lost(reader, key, Trouble.NOT_CONNECTED);
        }
    }

    private void send(Reader reader, SocketChannel channel, SelectionKey key) throws IOException {
        key.interestOps(SelectionKey.OP_READ);
        byte[] request = reader.request("localhost:" + address.getPort());
        if (channel.write(ByteBuffer.wrap(request)) < request.length) {
            throw new IllegalStateException("An empty socket takes a whole request");
        }
    }

    private void ready(SelectionKey key) {
        Reader reader = (Reader) key.attachment();
        SocketChannel channel = (SocketChannel) key.channel();
        boolean wasOpen = reader.isOpen();
        try {
            if (key.isConnectable()) {
                channel.finishConnect();
                send(reader, channel, key);
                return;
            }
            in.clear();
            int length = channel.read(in);
            Instant now = Instant.now();
            if (length < 0) {
                ended(reader, key);
                return;
            }
            in.flip().get(bytes, 0, length);
            reader.read(bytes, length, Topic.micros(now));
            if (!wasOpen && reader.isOpen()) {
                opening--;
                open = open + 1;
            }
            if (reader.status() >= 400) {
                lost(reader, key, Trouble.REFUSED);
            } else if (reader.isOver()) {
                ended(reader, key);
            }
        } catch (IOException cut) {
            if (wasOpen) {
                ended(reader, key);
            } else {
                lost(reader, key, key.interestOps() == SelectionKey.OP_CONNECT
                        ? Trouble.NOT_CONNECTED
                        : Trouble.CUT_BEFORE_OPEN);
            }
        }
    }

    /** By the other side. */
    private void ended(Reader reader, SelectionKey key) {
        if (!reader.isOpen()) {
            lost(reader, key, Trouble.CUT_BEFORE_OPEN);
            return;
        }
        cutWhileOpen++;
        forget(reader, key);
        waiting.add(reader);
    }

    private void lost(Reader reader, SelectionKey key, Trouble trouble) {
        troubles.merge(trouble, 1, Integer::sum);
        forget(reader, key);
        retries.add(new Retry(reader, System.nanoTime() + BEFORE_ANOTHER_TRY.toNanos()));
    }

    private void forget(Reader reader, SelectionKey key) {
        keys.remove(reader);
        if (reader.isOpen()) {
            open = open - 1;
        } else {
            opening--;
        }
        try {
            key.channel().close();
        } catch (IOException alreadyGone) {
            // which is what was asked for
        }
    }

    @Override
    public void close() {
        call(() -> {
            closed = true;
            waiting.clear();
            retries.clear();
            for (SelectionKey key : keys.values()) {
                ((SocketChannel) key.channel()).setOption(StandardSocketOptions.SO_LINGER, 0);
                key.channel().close();
            }
            selector.close();
            return null;
        });
    }
}
