// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.architecture;

import java.lang.annotation.Annotation;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What users can type, one line for each type and member, in an order of its own. */
final class Signatures {

    private static final int SHOWN = Modifier.PUBLIC | Modifier.PROTECTED;

    private Signatures() {}

    /** The lines of all public types among these, sorted by type, then by member. */
    static List<String> of(Stream<Class<?>> types) {
        return types.filter(Signatures::isSeen)
                .sorted(Comparator.comparing(Class::getName))
                .flatMap(type -> of(type).stream())
                .toList();
    }

    private static boolean isSeen(Class<?> type) {
        for (Class<?> c = type; c != null; c = c.getEnclosingClass()) {
            if ((c.getModifiers() & SHOWN) == 0) {
                return false;
            }
        }
        return true;
    }

    private static List<String> of(Class<?> type) {
        TreeSet<String> members = new TreeSet<>();
        for (Field f : type.getDeclaredFields()) {
            if ((f.getModifiers() & SHOWN) != 0) {
                members.add("  " + modifiers(f.getModifiers() & Modifier.fieldModifiers())
                        + shown(isNullable(f.getAnnotatedType().getAnnotations()),
                                f.getGenericType())
                        + " " + f.getName());
            }
        }
        for (Constructor<?> c : type.getDeclaredConstructors()) {
            if (isShown(c) && !type.isEnum()) {
                members.add("  " + modifiers(c.getModifiers() & Modifier.constructorModifiers())
                        + type.getSimpleName() + rest(c));
            }
        }
        for (Method m : type.getDeclaredMethods()) {
            if (isShown(m) && !isGiven(m)) {
                int modifiers = m.getModifiers() & Modifier.methodModifiers()
                        & ~(type.isInterface() ? Modifier.PUBLIC | Modifier.ABSTRACT : 0)
                        & ~(Modifier.SYNCHRONIZED | Modifier.NATIVE);
                members.add("  " + modifiers(modifiers) + (m.isDefault() ? "default " : "")
                        + variables(m.getTypeParameters())
                        + shown(isNullable(m.getAnnotatedReturnType().getAnnotations()),
                                m.getGenericReturnType())
                        + " " + m.getName() + rest(m));
            }
        }
        return Stream.concat(Stream.of(head(type)), members.stream()).toList();
    }

    private static String head(Class<?> type) {
        String kind = type.isRecord() ? "record " : type.isEnum() ? "enum "
                : type.isInterface() ? "interface " : "class ";
        int modifiers = type.getModifiers() & Modifier.classModifiers()
                & ~(type.isInterface() ? Modifier.ABSTRACT : 0)
                & ~(type.isRecord() || type.isEnum() ? Modifier.FINAL | Modifier.STATIC : 0)
                & ~(type.isInterface() ? Modifier.STATIC : 0);
        String components = type.isRecord()
                ? Arrays.stream(type.getRecordComponents()).map(Signatures::component)
                        .collect(Collectors.joining(", ", "(", ")"))
                : "";
        Type above = type.getGenericSuperclass();
        boolean plain = above == null || above == Object.class || type.isRecord() || type.isEnum();
        return modifiers(modifiers) + (type.isSealed() ? "sealed " : "") + kind + type.getName()
                + variables(type.getTypeParameters()).strip() + components
                + (plain ? "" : " extends " + above.getTypeName())
                + listed(type.isInterface() ? " extends " : " implements ",
                        type.getGenericInterfaces());
    }

    private static String component(RecordComponent c) {
        return shown(isNullable(c.getAnnotatedType().getAnnotations()), c.getGenericType())
                + " " + c.getName();
    }

    private static String variables(TypeVariable<?>[] variables) {
        return variables.length == 0 ? ""
                : Arrays.stream(variables).map(TypeVariable::getName)
                        .collect(Collectors.joining(", ", "<", "> "));
    }

    private static String rest(Executable e) {
        return Arrays.stream(e.getParameters()).map(Signatures::parameter)
                .collect(Collectors.joining(", ", "(", ")"))
                + listed(" throws ", e.getGenericExceptionTypes());
    }

    private static String parameter(Parameter p) {
        return shown(isNullable(p.getAnnotatedType().getAnnotations()), p.getParameterizedType());
    }

    private static String shown(boolean nullable, Type type) {
        return (nullable ? "@Nullable " : "") + type.getTypeName();
    }

    private static boolean isNullable(Annotation[] annotations) {
        return Arrays.stream(annotations).anyMatch(a -> a instanceof Nullable);
    }

    private static String listed(String word, Type[] types) {
        return types.length == 0 ? ""
                : Arrays.stream(types).map(Type::getTypeName)
                        .collect(Collectors.joining(", ", word, ""));
    }

    private static String modifiers(int modifiers) {
        return modifiers == 0 ? "" : Modifier.toString(modifiers) + " ";
    }

    private static boolean isShown(Executable e) {
        return (e.getModifiers() & SHOWN) != 0 && !e.isSynthetic();
    }

    /** Members that the language adds to records and enums. */
    private static boolean isGiven(Method m) {
        Class<?> type = m.getDeclaringClass();
        if (type.isEnum()) {
            return m.getName().equals("values") || m.getName().equals("valueOf");
        }
        return type.isRecord() && (Arrays.stream(type.getRecordComponents())
                .anyMatch(c -> m.equals(c.getAccessor()))
                || m.getDeclaringClass() == type && List.of("equals", "hashCode", "toString")
                        .contains(m.getName()));
    }
}
