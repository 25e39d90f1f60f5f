// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeModel;
import java.lang.classfile.Instruction;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.NewObjectInstruction;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Whether the compiler can make one piece of each hot path: a method of too many bytecodes is not
 * inlined, however often it runs. Walks the calls from the public methods up to where the slow
 * paths begin.
 */
class HotPathTest {

    /** HotSpot's {@code FreqInlineSize}. */
    private static final int INLINED_BYTES = 325;

    private static final String PACKAGE = "dev/tidepool/spanalloc/";
    private static final String DOOR = PACKAGE + "SpanAllocator";
    /** Where hot paths end: who gets here pays for a lock, a CAS or the use of a new word. */
    private static final Set<String> SLOW =
            Set.of("allocateSlow", "allocateAddressSlow", "freeSlow", "freeOther", "segmentSlow");

    private final Map<String, ClassModel> classes = new HashMap<>();

    private ClassModel parse(String name) {
        return classes.computeIfAbsent(name, n -> {
            String file = n.substring(PACKAGE.length()) + ".class";
            try (InputStream in = SpanAllocator.class.getResourceAsStream(file)) {
                return ClassFile.of().parse(Objects.requireNonNull(in, file).readAllBytes());
            } catch (IOException e) {
                throw new IllegalStateException(file, e);
            }
        });
    }

    /** {@return the method as the class has it, or inherits it; null if it is not ours} */
    private @Nullable MethodModel find(String owner, String name, String type) {
        for (String at = owner; at.startsWith(PACKAGE); at = superclass(parse(at))) {
            for (MethodModel method : parse(at).methods()) {
                if (method.methodName().equalsString(name)
                        && method.methodType().equalsString(type)) {
                    return method;
                }
            }
        }
        return null;
    }

    private static String superclass(ClassModel model) {
        return model.superclass().map(ClassEntry::asInternalName).orElse("");
    }

    /** {@return the methods of a hot path by name, the slow ones left out} */
    private Map<String, MethodModel> path(String name, String type) {
        Map<String, MethodModel> path = new LinkedHashMap<>();
        MethodModel door = find(DOOR, name, type);
        collect(Objects.requireNonNull(door, name + type), path);
        return path;
    }

    private void collect(MethodModel method, Map<String, MethodModel> path) {
        if (path.putIfAbsent(label(method), method) != null) {
            return;
        }
        for (var element : code(method)) {
            if (element instanceof InvokeInstruction call
                    && call.owner().asInternalName().startsWith(PACKAGE)
                    && !SLOW.contains(call.name().stringValue())) {
                MethodModel called = find(call.owner().asInternalName(),
                        call.name().stringValue(), call.type().stringValue());
                if (called != null && called.code().isPresent()) {
                    collect(called, path);
                }
            }
        }
    }

    private static CodeModel code(MethodModel method) {
        return method.code().orElseThrow();
    }

    private static int bytes(MethodModel method) {
        return ((CodeAttribute) code(method)).codeLength();
    }

    private static String label(MethodModel method) {
        String owner = method.parent().orElseThrow().thisClass().asInternalName();
        return owner.substring(PACKAGE.length()) + '.' + method.methodName().stringValue()
                + method.methodType().stringValue();
    }

    /** {@return what a method makes on the heap, exceptions and their messages aside} */
    private static List<String> allocations(MethodModel method) {
        List<String> found = new ArrayList<>();
        boolean refuses = false;
        boolean links = false;
        for (var element : code(method)) {
            if (element instanceof NewObjectInstruction made) {
                String type = made.className().asInternalName();
                boolean thrown = type.endsWith("Exception") || type.endsWith("Error");
                refuses |= thrown;
                if (!thrown) {
                    found.add(label(method) + " makes a " + type);
                }
            } else if (element instanceof Instruction instruction) {
                links |= instruction.opcode() == Opcode.INVOKEDYNAMIC;
                if (Set.of(Opcode.NEWARRAY, Opcode.ANEWARRAY, Opcode.MULTIANEWARRAY)
                        .contains(instruction.opcode())) {
                    found.add(label(method) + " makes an array");
                }
            }
        }
        if (links && !refuses) {
            found.add(label(method) + " has an invokedynamic");
        }
        return found;
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            allocateAddress       | (J)J                                  | 600 | takeFirst
            freeAddress           | (J)V                                  | 480 | freeOwned
            allocate              | (JJ)Ljava/lang/foreign/MemorySegment; | 850 | segment
            allocateUninitialized | (JJ)Ljava/lang/foreign/MemorySegment; | 850 | segment
            free                  | (Ljava/lang/foreign/MemorySegment;)V  | 550 | startsSlot
            """)
    void aHotPathIsShortEnoughToBeOnePiece(String name, String type, int most, String passes) {
        Map<String, MethodModel> path = path(name, type);
        String sizes = path.values().stream()
                .map(method -> bytes(method) + " " + label(method))
                .collect(Collectors.joining("\n", "\n", "\n"));
        assertTrue(path.keySet().stream().anyMatch(label -> label.contains('.' + passes + '(')),
                () -> "the path ends before " + passes + sizes);
        for (MethodModel method : path.values()) {
            assertTrue(bytes(method) < INLINED_BYTES, () -> label(method) + sizes);
        }
        int sum = path.values().stream().mapToInt(HotPathTest::bytes).sum();
        assertTrue(sum <= most, () -> sum + " bytes" + sizes);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            allocateAddress       | (J)J
            freeAddress           | (J)V
            allocate              | (JJ)Ljava/lang/foreign/MemorySegment;
            allocateUninitialized | (JJ)Ljava/lang/foreign/MemorySegment;
            free                  | (Ljava/lang/foreign/MemorySegment;)V
            """)
    void aHotPathMakesNoObjects(String name, String type) {
        assertEquals(List.of(), path(name, type).values().stream()
                .flatMap(method -> allocations(method).stream()).toList());
    }

    /** The walk is not blind. */
    @Test
    void anArrayOnAPathIsFound() {
        MethodModel grows = find(PACKAGE + "Span", "segmentSlow",
                "(IJ)Ljava/lang/foreign/MemorySegment;");
        assertEquals(List.of("Span.segmentSlow(IJ)Ljava/lang/foreign/MemorySegment;"
                + " makes an array"), allocations(Objects.requireNonNull(grows)));
    }
}
