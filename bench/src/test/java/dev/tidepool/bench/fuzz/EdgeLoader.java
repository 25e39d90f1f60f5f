// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.fuzz;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.MethodTransform;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Loads the project's classes anew and instruments some of them on the way. All others, and those
 * of the loop itself, are its parent's.
 */
final class EdgeLoader extends ClassLoader {

    private static final ClassDesc REACHED = Edges.Reached.class.describeConstable().orElseThrow();

    private final Predicate<String> instrumented;
    private final Set<String> cuts;
    private final ClassFile classFile;

    /**
     * A loader.
     *
     * @param instrumented prefixes of names of classes
     * @param excluded the same, of those not to be instrumented
     * @param cuts methods, as {@code package.Class.method}, that throw {@link Edges.Reached}
     */
    EdgeLoader(List<String> instrumented, List<String> excluded, Set<String> cuts) {
        super("edges", EdgeLoader.class.getClassLoader());
        this.instrumented = name -> instrumented.stream().anyMatch(name::startsWith)
                && excluded.stream().noneMatch(name::startsWith);
        this.cuts = cuts;
        this.classFile = ClassFile.of(ClassFile.ClassHierarchyResolverOption.of(
                ClassHierarchyResolver.ofResourceParsing(EdgeLoader.class.getClassLoader())
                        .orElse(ClassHierarchyResolver.defaultResolver())));
    }

    private static boolean isOwn(String name) {
        return name.startsWith("dev.tidepool.")
                && (!name.startsWith("dev.tidepool.bench.fuzz.")
                        || name.startsWith("dev.tidepool.bench.fuzz.Fuzzed"));
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        synchronized (getClassLoadingLock(name)) {
            Class<?> known = findLoadedClass(name);
            return known != null ? known
                    : isOwn(name) ? define(name) : super.loadClass(name, resolve);
        }
    }

    private Class<?> define(String name) throws ClassNotFoundException {
        try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
            if (in == null) {
                throw new ClassNotFoundException(name);
            }
            byte[] bytes = in.readAllBytes();
            boolean changed = instrumented.test(name)
                    || cuts.stream().anyMatch(cut -> cut.startsWith(name + "."));
            byte[] code = changed ? instrument(name, bytes) : bytes;
            return defineClass(name, code, 0, code.length);
        } catch (IOException e) {
            throw new ClassNotFoundException(name, e);
        }
    }

    private byte[] instrument(String name, byte[] bytes) {
        boolean counts = instrumented.test(name);
        ClassTransform transform = (builder, element) -> {
            if (element instanceof MethodModel method
                    && method.code().orElse(null) instanceof CodeModel code) {
                String called = name + "." + method.methodName().stringValue();
                if (cuts.contains(called)) {
                    builder.withMethodBody(method.methodName(), method.methodType(),
                            method.flags().flagsMask(), EdgeLoader::cut);
                } else if (counts) {
                    String where = called + method.methodType().stringValue();
                    builder.transformMethod(method, MethodTransform.transformingCode(
                            new EdgeTransform(code, where.hashCode())));
                } else {
                    builder.with(element);
                }
            } else {
                builder.with(element);
            }
        };
        return classFile.transformClass(classFile.parse(bytes), transform);
    }

    private static void cut(CodeBuilder body) {
        body.new_(REACHED).dup()
                .invokespecial(REACHED, ConstantDescs.INIT_NAME, ConstantDescs.MTD_void).athrow();
    }
}
