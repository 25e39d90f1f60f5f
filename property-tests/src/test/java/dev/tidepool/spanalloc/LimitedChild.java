// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import static dev.tidepool.spanalloc.Torture.require;

import dev.tidepool.matrix.Threads;
import dev.tidepool.spanalloc.internal.NativeAccess;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** An allocator in a process that the system limits; run by {@link LimitedProcessTest}. */
final class LimitedChild {

    private static final long LARGE = 128 << 20;
    private static final long BALLAST = 96 << 20;
    private static final int STAMPED = 4096;
    private static final long HARD_LIMIT = 6 << 20;

    private LimitedChild() {
    }

    public static void main(String[] arguments) throws Throwable {
        switch (arguments[0]) {
            case "refused" -> refused();
            case "locked" -> locked();
            case "parent" -> parent(Integer.parseInt(arguments[1]));
            default -> throw new IllegalArgumentException(arguments[0]);
        }
        System.out.println("done");
    }

    /** The first bytes of a block; the rest of a large one is never touched. */
    private static Stamped stamp(SpanAllocator allocator, long byteSize, int n) {
        return new Stamped(allocator.allocateAddress(byteSize), Math.min(byteSize, STAMPED), n)
                .write();
    }

    private static OffHeapMemoryError fill(SpanAllocator allocator, long byteSize,
            List<Stamped> held) {
        while (true) {
            try {
                held.add(stamp(allocator, byteSize, held.size()));
            } catch (OffHeapMemoryError e) {
                return e;
            }
        }
    }

    private static void check(SpanAllocator allocator, List<Stamped> held) {
        held.forEach(Stamped::check);
        allocator.tiers().checkInvariants();
        SpanStats stats = allocator.stats();
        require(stats.liveBlocks() == held.size() && stats.sum() == stats.reserved(),
                held.size() + " blocks are held: " + stats.toText());
    }

    private static void checkError(OffHeapMemoryError error, long asked, SpanStats stats) {
        require(error.askedBytes() == asked && error.liveBytes() == stats.live() + stats.rounding()
                        && error.reservedBytes() == stats.reserved()
                        && error.residentBytes() == stats.resident(),
                error + " at " + stats.toText());
        require(error.getMessage().contains("errno 12"), "not for lack of memory: " + error);
    }

    /** The system refuses large blocks, then the region for small ones. */
    private static void refused() {
        SpanAllocator allocator = SpanAllocator.builder().backgroundScavenger(false).build();
        var held = new ArrayList<Stamped>();
        for (int i = 0; i < 1000; i++) {
            held.add(stamp(allocator, 1 + i % 3000, i));
        }
        try (Arena ballast = Arena.ofShared()) { // what the JVM itself may need after it
            PageSource.system().map(BALLAST, 4096, ballast);
            OffHeapMemoryError error = fill(allocator, LARGE, held);
            checkError(error, LARGE, allocator.stats());
            System.out.println("large: " + (held.size() - 1000) + " blocks, " + error.getMessage());
            held.add(stamp(allocator, LARGE / 128, held.size()));
            check(allocator, held);
        }
        int before = held.size();
        OffHeapMemoryError error = fill(allocator, 256 << 10, held);
        checkError(error, 256 << 10, allocator.stats());
        System.out.println("small: " + (held.size() - before) + " blocks, " + error.getMessage());
        held.add(stamp(allocator, 100, held.size()));
        check(allocator, held);
        allocator.freeAddress(held.remove(1000).address());
        held.add(stamp(allocator, LARGE, held.size()));
        check(allocator, held);
        held.forEach(block -> allocator.freeAddress(block.address()));
        held.clear();
        allocator.trim();
        check(allocator, held);
        require(allocator.stats().resident() == 0, allocator.stats().toText());
        allocator.close();
    }

    /** Pages that are locked into memory cannot be given back; nothing is lost by trying. */
    private static void locked() throws Throwable {
        SpanAllocator allocator = SpanAllocator.builder().backgroundScavenger(false).build();
        long size = 1 << 20;
        long address = allocator.allocateAddress(size);
        FunctionDescriptor function = FunctionDescriptor.of(ValueLayout.JAVA_INT,
                ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG);
        if ((int) NativeAccess.downcall("mlock", function).invokeExact(address, size) != 0) {
            System.out.println("cannot lock");
            return;
        }
        allocator.freeAddress(address);
        allocator.trim();
        SpanStats stats = allocator.stats();
        require(stats.scavenger().failures() > 0 && stats.resident() >= size, stats.toText());
        allocator.tiers().checkInvariants();
        var again = new Stamped(allocator.allocateAddress(size), size, 1).write();
        again.check();
        allocator.freeAddress(again.address());
        require((int) NativeAccess.downcall("munlock", function).invokeExact(address, size) == 0,
                "cannot unlock");
        allocator.trim();
        require(allocator.stats().resident() == 0, allocator.stats().toText());
        allocator.tiers().checkInvariants();
        allocator.close();
        System.out.println("refused: " + stats.scavenger().failures());
    }

    /** Starts processes while threads allocate, some at the limit. */
    private static void parent(int children) throws Exception {
        SpanAllocator allocator = SpanAllocator.builder().softLimit(HARD_LIMIT / 2)
                .hardLimit(HARD_LIMIT).backgroundScavenger(false).build();
        var over = new AtomicBoolean();
        var refusals = new AtomicLong();
        var blocks = new AtomicLong();
        Threads.run(4, 4, new SplittableRandom(42), (random, index) -> {
            if (index == 0) {
                try {
                    start(children);
                } finally {
                    over.set(true);
                }
                return;
            }
            while (!over.get() || blocks.get() < 10_000) {
                use(allocator, random, blocks, refusals);
            }
        });
        check(allocator, List.of());
        require(refusals.get() > 0, "the limit was not reached");
        require(allocator.stats().peak().resident() <= HARD_LIMIT, allocator.stats().toText());
        allocator.close();
        System.out.println("children: " + children + ", blocks " + blocks + ", refusals "
                + refusals);
    }

    /** A hundred blocks, which are all free again at the end. */
    private static void use(SpanAllocator allocator, SplittableRandom random, AtomicLong blocks,
            AtomicLong refusals) {
        var held = new ArrayList<Stamped>();
        for (int i = 0; i < 100; i++) {
            long bytes = 1 + random.nextLong(1L << random.nextInt(20));
            try {
                held.add(new Stamped(allocator.allocateAddress(bytes), bytes,
                        random.nextLong()).write());
                blocks.incrementAndGet();
            } catch (OffHeapMemoryError e) {
                refusals.incrementAndGet();
            }
            while (!held.isEmpty() && random.nextInt(3) == 0) {
                Stamped block = held.remove(random.nextInt(held.size()));
                block.check();
                allocator.freeAddress(block.address());
            }
            Thread.yield(); // a virtual thread gives its carrier to the next
        }
        if (random.nextInt(10) == 0) {
            allocator.scavenge();
        }
        held.forEach(Stamped::check);
        held.forEach(block -> allocator.freeAddress(block.address()));
    }

    private static void start(int children) throws Exception {
        for (int i = 0; i < children; i++) {
            Process process = new ProcessBuilder("/bin/sh", "-c", "exit " + (3 + i)).start();
            require(process.waitFor() == 3 + i, "child " + i + ": " + process.exitValue());
        }
    }
}
