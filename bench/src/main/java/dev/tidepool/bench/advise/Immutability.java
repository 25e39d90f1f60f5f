// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.advise;

import java.util.List;
import java.util.Set;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.ElementFilter;
import org.jspecify.annotations.Nullable;

/** Finds the classes whose objects cannot be made as good as new, since they cannot change. */
final class Immutability {

    /** Immutable by their documentation, whatever their fields say: some cache a hash. */
    private static final Set<String> KNOWN =
            Set.of(
                    "java.lang.String",
                    "java.lang.Boolean",
                    "java.lang.Byte",
                    "java.lang.Character",
                    "java.lang.Short",
                    "java.lang.Integer",
                    "java.lang.Long",
                    "java.lang.Float",
                    "java.lang.Double",
                    "java.lang.Class",
                    "java.math.BigInteger",
                    "java.math.BigDecimal",
                    "java.util.UUID",
                    "java.util.Optional");

    /** Deeper is assumed to be mutable. */
    private static final int DEPTH = 4;

    private Immutability() {}

    /** {@return why the class is immutable, or null if it may change} */
    static @Nullable String reason(TypeElement type) {
        if (isKnown(type)) {
            return "immutable by its documentation";
        }
        // Another object than the declared one may come: a subclass can have any field.
        boolean exact = type.getKind() == ElementKind.RECORD
                || !type.getModifiers().contains(Modifier.ABSTRACT);
        if (!exact || !hasOnlyFinals(type, DEPTH)) {
            return null;
        }
        return type.getKind() == ElementKind.RECORD
                ? "a record of values"
                : "all its fields are final and hold values";
    }

    private static boolean isKnown(TypeElement type) {
        String name = type.getQualifiedName().toString();
        return KNOWN.contains(name) || name.startsWith("java.time.");
    }

    private static boolean hasOnlyFinals(TypeElement type, int depth) {
        for (VariableElement field : ElementFilter.fieldsIn(type.getEnclosedElements())) {
            if (!field.getModifiers().contains(Modifier.STATIC)
                    && !(field.getModifiers().contains(Modifier.FINAL)
                            && isValue(field.asType(), depth))) {
                return false;
            }
        }
        TypeElement parent = element(type.getSuperclass());
        return parent == null
                || List.of("java.lang.Object", "java.lang.Record")
                        .contains(parent.getQualifiedName().toString())
                || hasOnlyFinals(parent, depth);
    }

    private static boolean isValue(TypeMirror type, int depth) {
        if (type.getKind().isPrimitive()) {
            return true;
        }
        TypeElement element = element(type);
        return element != null
                && (isKnown(element)
                        || element.getKind() == ElementKind.ENUM
                        || (depth > 0
                                && element.getModifiers().contains(Modifier.FINAL)
                                && hasOnlyFinals(element, depth - 1)));
    }

    private static @Nullable TypeElement element(TypeMirror type) {
        return type instanceof DeclaredType declared
                ? element(declared.asElement())
                : null;
    }

    private static @Nullable TypeElement element(Element element) {
        return element instanceof TypeElement type ? type : null;
    }
}
