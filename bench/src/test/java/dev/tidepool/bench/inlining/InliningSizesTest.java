// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.inlining;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.attribute.CodeAttribute;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The sizes that HotSpot decides by, in bytes of code, whatever a profile says: what is larger than
 * {@code FreqInlineSize} is not inlined however hot the call is, and what is no larger than
 * {@code MaxInlineSize} is inlined even where the call was rare.
 */
class InliningSizesTest {

    /** HotSpot's {@code FreqInlineSize}. */
    private static final int HOT_BYTES = 325;
    /** HotSpot's {@code MaxInlineSize}. */
    private static final int COLD_BYTES = 35;

    private static final List<String> PACKAGES = List.of("dev/tidepool/pool/",
            "dev/tidepool/spanalloc/", "dev/tidepool/spanalloc/internal/", "dev/tidepool/arena/");

    /** Parts that are to cost no call even in code that runs now and then. */
    private static final List<String> SMALL = List.of("PlainPool::put", "HookedPool::put",
            "TieredPool::primary", "TieredPool::lease", "ThreadTable::atHome", "PooledLease::get",
            "Shelves::find", "Shelves::cell", "BufferClasses::classFor", "BufferClasses::classOf",
            "BufferClasses::isTabled", "ClassedBufferPool::capacityOf", "ByteArrayPool::isWhole",
            "HeapBufferPool::isWholeArray", "HeapBufferPool::rewound", "SpanBits::takeFirst",
            "SpanBits::startsSlot", "SpanBits::slotWith", "SpanBits::note", "SpanBits::ask",
            "SpanBits::address", "Span::isOwnedBy", "SizeClasses::aligned", "ArenaPool::confined",
            "Station::epoch", "Slots::hasRoom", "ConfinedArena::checkThread",
            "ConfinedArena::checkAlive", "Requests::check", "NativeAccess::segment");

    private static @Nullable ClassModel parse(String type) {
        for (String folder : PACKAGES) {
            String file = folder + type + ".class";
            try (InputStream in =
                    InliningSizesTest.class.getClassLoader().getResourceAsStream(file)) {
                if (in != null) {
                    return ClassFile.of().parse(in.readAllBytes());
                }
            } catch (IOException e) {
                throw new IllegalStateException(file, e);
            }
        }
        return null;
    }

    /** {@return the sizes of all methods of this name; of no method if there is none} */
    private static List<Integer> sizes(String name) {
        String type = name.substring(0, name.indexOf(':'));
        String method = name.substring(name.lastIndexOf(':') + 1);
        ClassModel model = Objects.requireNonNull(parse(type), name);
        return model.methods().stream()
                .filter(m -> m.methodName().equalsString(method) && m.code().isPresent())
                .map(InliningSizesTest::bytes).toList();
    }

    private static int bytes(MethodModel method) {
        return ((CodeAttribute) method.code().orElseThrow()).codeLength();
    }

    private static Map<String, List<Integer>> sizesOf(Stream<String> names) {
        return names.distinct().collect(Collectors.toMap(name -> name, InliningSizesTest::sizes));
    }

    @ParameterizedTest
    @MethodSource("dev.tidepool.bench.inlining.HotPath#all")
    void aHotMethodIsSmallEnoughToBeInlined(HotPath path) {
        sizesOf(path.fast().stream()).forEach((name, sizes) -> {
            assertTrue(!sizes.isEmpty(), () -> "there is no " + name);
            assertTrue(sizes.stream().allMatch(size -> size <= HOT_BYTES),
                    () -> name + " has " + sizes + " bytes of code");
        });
    }

    /** A slow path that is no larger would join the hot one as soon as it is seen to run. */
    @ParameterizedTest
    @MethodSource("dev.tidepool.bench.inlining.HotPath#all")
    void aSlowPathIsTooLargeToBeInlinedWhereItIsRare(HotPath path) {
        List<String> fast = path.fast();
        sizesOf(path.slow().stream()).forEach((name, sizes) -> {
            assertTrue(!fast.contains(name), name);
            assertTrue(!sizes.isEmpty(), () -> "there is no " + name);
            assertTrue(sizes.stream().allMatch(size -> size > COLD_BYTES),
                    () -> name + " has " + sizes + " bytes of code");
        });
    }

    @Test
    void whatIsSmallIsInlinedWhereTheCallIsRare() {
        Map<String, List<Integer>> sizes = sizesOf(SMALL.stream());
        assertEquals(List.of(), sizes.entrySet().stream()
                .filter(e -> e.getValue().isEmpty()
                        || e.getValue().stream().anyMatch(size -> size > COLD_BYTES))
                .map(e -> e.getKey() + ' ' + e.getValue()).sorted().toList());
    }
}
