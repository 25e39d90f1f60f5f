// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.advise;

import com.sun.source.util.JavacTask;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.lang.model.element.Element;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.RecordComponentElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.ElementFilter;
import javax.lang.model.util.Elements;
import javax.lang.model.util.Types;
import org.jspecify.annotations.Nullable;

/** Turns a {@link Request} into a {@link Target}, or says by name what stands in the way. */
final class Inspector {

    private static final List<String> CLOSERS =
            List.of("close", "end", "dispose", "free", "release", "destroy", "shutdown");

    private final Elements elements;
    private final Types types;
    private final Request request;

    private Inspector(JavacTask task, Request request) {
        this.elements = task.getElements();
        this.types = task.getTypes();
        this.request = request;
    }

    static Target inspect(SourceCompiler compiler, Request request) throws AdviseFailure {
        Path script = request.script();
        if (script != null && !Files.isRegularFile(script)) {
            throw AdviseFailure.notCallable("no such file: " + script);
        }
        return new Inspector(compiler.analysis(script), request).target();
    }

    private Target target() throws AdviseFailure {
        TypeElement type = find(request.type());
        requirePublic(type);
        Path script = request.script();
        Call factory = request.factory();
        String prelude = "";
        String make;
        if (script != null) {
            prelude = "static final " + scriptClass(script, type) + " SCRIPT = new "
                    + scriptClass(script, type) + "();";
            make = "(" + name(type) + ") SCRIPT.get()";
        } else if (factory != null && !factory.name().equals(Call.NEW)) {
            make = factoryCall(type, factory);
        } else {
            make = construction(type, factory);
        }
        Call dispose = request.dispose();
        if (dispose == null && !request.undisposed() && isAutoCloseable(type)) {
            dispose = new Call(null, "close", List.of());
        }
        return new Target(
                name(type),
                script,
                prelude,
                make,
                request.use() == null ? accessors(type) : action(type, request.use(), true),
                action(type, request.reset(), false),
                action(type, dispose, false),
                Immutability.reason(type),
                closers(type));
    }

    /** By the name the JVM uses or the name Java uses. */
    private TypeElement find(String name) throws AdviseFailure {
        for (String spelling : List.of(name, name.replace('$', '.'))) {
            TypeElement type = elements.getTypeElement(spelling);
            if (type != null) {
                return type;
            }
        }
        throw AdviseFailure.notCallable(
                "no class " + name + " on the class path; --class-path adds jars and folders to it"
                        + (name.contains(".") ? "" : ", and a package belongs to the name"));
    }

    private static void requirePublic(TypeElement type) throws AdviseFailure {
        for (Element e = type; e instanceof TypeElement; e = e.getEnclosingElement()) {
            if (!e.getModifiers().contains(Modifier.PUBLIC)) {
                throw AdviseFailure.notCallable(
                        e + " is not public: code outside its package cannot make or use it");
            }
        }
    }

    private String construction(TypeElement type, @Nullable Call call) throws AdviseFailure {
        TypeElement owner = call == null || call.owner() == null ? type : find(call.owner());
        List<String> arguments = arguments(call);
        if (!owner.equals(type)) {
            requirePublic(owner);
            requireSubtype(owner.asType(), type, owner + "::new");
        }
        String problem = switch (owner.getKind()) {
            case INTERFACE, ANNOTATION_TYPE -> "is an interface";
            case ENUM -> "is an enum, its constants are all there will ever be";
            default -> owner.getModifiers().contains(Modifier.ABSTRACT) ? "is abstract" : null;
        };
        if (problem != null) {
            throw AdviseFailure.notCallable(
                    owner + " " + problem + ": name a static method with --factory Class::method");
        }
        if (owner.getNestingKind().isNested() && !owner.getModifiers().contains(Modifier.STATIC)) {
            throw AdviseFailure.notCallable(
                    owner + " is an inner class and needs an object of "
                            + owner.getEnclosingElement() + ": use --factory with a script");
        }
        List<ExecutableElement> constructors =
                ElementFilter.constructorsIn(owner.getEnclosedElements());
        if (constructors.stream().noneMatch(c -> fits(c, arguments.size(), false))) {
            throw AdviseFailure.notCallable(
                    owner + " has no public constructor with " + arguments.size()
                            + " arguments, but " + list(constructors, owner.getSimpleName())
                            + ": give --args or --factory");
        }
        return "new " + name(owner) + "(" + String.join(", ", arguments) + ")";
    }

    private List<String> arguments(@Nullable Call call) throws AdviseFailure {
        if (call == null || call.arguments().isEmpty()) {
            return request.arguments();
        }
        if (!request.arguments().isEmpty()) {
            throw new AdviseFailure(
                    AdviseFailure.USAGE, "arguments both in --factory and in --args");
        }
        return call.arguments();
    }

    private String factoryCall(TypeElement type, Call call) throws AdviseFailure {
        TypeElement owner = call.owner() == null ? type : find(call.owner());
        requirePublic(owner);
        List<String> arguments = arguments(call);
        List<ExecutableElement> named = methods(owner, call.name());
        String what = owner + "::" + call.name();
        if (named.isEmpty()) {
            throw AdviseFailure.notCallable(owner + " has no method " + call.name());
        }
        List<ExecutableElement> fitting =
                named.stream().filter(m -> fits(m, arguments.size(), true)).toList();
        if (fitting.isEmpty()) {
            throw AdviseFailure.notCallable(
                    what + ": no public static method of that name takes " + arguments.size()
                            + " arguments, but there is " + list(named, call.name()));
        }
        requireSubtype(fitting.getFirst().getReturnType(), type, what);
        return name(owner) + "." + call.name() + "(" + String.join(", ", arguments) + ")";
    }

    private void requireSubtype(TypeMirror from, TypeElement type, String what)
            throws AdviseFailure {
        if (!types.isSubtype(types.erasure(from), types.erasure(type.asType()))) {
            throw AdviseFailure.notCallable(what + " makes a " + from + ", not a " + type);
        }
    }

    /** {@return the script's class: the one that is a Supplier} */
    private String scriptClass(Path script, TypeElement made) throws AdviseFailure {
        String file = script.getFileName().toString();
        TypeElement type = find(file.substring(0, file.length() - ".java".length()));
        TypeElement supplier = find("java.util.function.Supplier");
        if (!types.isSubtype(types.erasure(type.asType()), types.erasure(supplier.asType()))) {
            throw AdviseFailure.notCallable(
                    script + ": " + type + " must implement Supplier<" + made + ">");
        }
        return name(type);
    }

    /** {@return a statement that calls the method on {@code o}} */
    private String action(TypeElement type, @Nullable Call call, boolean consume)
            throws AdviseFailure {
        if (call == null) {
            return "";
        }
        TypeElement owner = call.owner() == null ? type : find(call.owner());
        boolean isStatic = call.owner() != null;
        int arity = call.arguments().size() + (isStatic ? 1 : 0);
        List<ExecutableElement> fitting = methods(owner, call.name()).stream()
                .filter(m -> fits(m, arity, isStatic)).toList();
        if (fitting.isEmpty()) {
            throw AdviseFailure.notCallable(
                    owner + " has no public " + (isStatic ? "static " : "") + "method "
                            + call.name() + " with " + arity + " arguments"
                            + (isStatic ? ", the object being the first" : ""));
        }
        String list = (isStatic ? "o" + (arity > 1 ? ", " : "") : "") + call.list();
        String text = (isStatic ? name(owner) : "o") + "." + call.name() + "(" + list + ")";
        return consume ? consumed(text, fitting) : text + ";";
    }

    /** What comes out is wanted by someone; an object that is {@code o} again does not escape. */
    private static String consumed(String call, List<ExecutableElement> methods) {
        List<TypeKind> kinds =
                methods.stream().map(method -> method.getReturnType().getKind()).toList();
        if (kinds.contains(TypeKind.VOID)) {
            return call + ";";
        }
        return kinds.stream().allMatch(TypeKind::isPrimitive)
                ? "Sink.consume(" + call + ");"
                : "Object r = " + call + "; if (r != (Object) o) { Sink.consume(r); }";
    }

    /** A record is used by reading it; what other classes are for, only the user knows. */
    private static String accessors(TypeElement type) {
        return type.getRecordComponents().stream()
                .filter(component -> component.asType().getKind().isPrimitive())
                .map(RecordComponentElement::getSimpleName)
                .map(name -> "Sink.consume(o." + name + "());")
                .collect(Collectors.joining(" "));
    }

    private boolean isAutoCloseable(TypeElement type) {
        TypeElement closeable = elements.getTypeElement("java.lang.AutoCloseable");
        return closeable != null
                && types.isSubtype(types.erasure(type.asType()), closeable.asType());
    }

    private String closers(TypeElement type) {
        return ElementFilter.methodsIn(elements.getAllMembers(type)).stream()
                .filter(m -> CLOSERS.contains(m.getSimpleName().toString())
                        && m.getReturnType().getKind() == TypeKind.VOID && fits(m, 0, false))
                .map(m -> m.getSimpleName().toString())
                .distinct()
                .collect(Collectors.joining(" or "));
    }

    private List<ExecutableElement> methods(TypeElement owner, String name) {
        return ElementFilter.methodsIn(elements.getAllMembers(owner)).stream()
                .filter(method -> method.getSimpleName().contentEquals(name))
                .toList();
    }

    private static boolean fits(ExecutableElement method, int arguments, boolean isStatic) {
        int declared = method.getParameters().size();
        return method.getModifiers().contains(Modifier.PUBLIC)
                && method.getModifiers().contains(Modifier.STATIC) == isStatic
                && (declared == arguments
                        || (method.isVarArgs() && arguments >= declared - 1));
    }

    private static String list(List<ExecutableElement> methods, CharSequence name) {
        List<String> all = new ArrayList<>();
        for (ExecutableElement method : methods) {
            all.add(Stream.concat(
                            method.getModifiers().stream().map(Modifier::toString),
                            Stream.of(method.getParameters().stream()
                                    .map(parameter -> parameter.asType().toString())
                                    .collect(Collectors.joining(", ", name + "(", ")"))))
                    .collect(Collectors.joining(" ")));
        }
        return all.isEmpty() ? "none" : String.join("; ", all);
    }

    private static String name(TypeElement type) {
        return type.getQualifiedName().toString();
    }
}
