// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.conditions.ArchPredicates.are;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitCallTarget;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import java.lang.foreign.MemorySegment;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The direction of dependencies: docs/design.md, "The house". */
class DependenciesTest {

    /** The restricted methods of JDK 25 that lead to memory or code nobody checks. */
    private static final Set<String> RESTRICTED = Set.of(
            "java.lang.foreign.MemorySegment.reinterpret",
            "java.lang.foreign.AddressLayout.withTargetLayout",
            "java.lang.foreign.Linker.downcallHandle",
            "java.lang.foreign.Linker.upcallStub",
            "java.lang.foreign.SymbolLookup.libraryLookup",
            "java.lang.ModuleLayer$Controller.enableNativeAccess",
            "java.lang.System.load",
            "java.lang.System.loadLibrary",
            "java.lang.Runtime.load",
            "java.lang.Runtime.loadLibrary");

    @Test
    void thePoolKnowsNeitherAllocatorNorArenas() {
        noClasses().should().dependOnClassesThat(
                resideInAnyPackage("dev.tidepool.spanalloc..", "dev.tidepool.arena.."))
                .check(Library.POOL.classes());
    }

    @Test
    void theAllocatorKnowsNeitherPoolNorArenas() {
        noClasses().should().dependOnClassesThat(
                resideInAnyPackage("dev.tidepool.pool..", "dev.tidepool.arena.."))
                .check(Library.SPANALLOC.classes());
    }

    @Test
    void arenasDoNotKnowThePool() {
        noClasses().should().dependOnClassesThat(resideInAPackage("dev.tidepool.pool.."))
                .check(Library.ARENA.classes());
    }

    @Test
    void theLibrariesStandOnTheJdkAndJctoolsVarHandleQueues() {
        ArchRuleDefinition.classes().should().onlyDependOnClassesThat(resideInAnyPackage(
                "java..", "jdk.jfr", "com.sun.management", "javax.management..",
                "org.jspecify.annotations", "org.jctools.queues.varhandle", "org.jctools.queues",
                "dev.tidepool.."))
                .check(Library.all());
    }

    @Test
    void nobodyReachesIntoTheJdk() {
        noClasses().should().dependOnClassesThat(
                resideInAnyPackage("sun..", "jdk.internal..", "org.jctools.util.."))
                .orShould().dependOnClassesThat(are(DescribedPredicate.describe("called Unsafe",
                        (JavaClass c) -> c.getSimpleName().contains("Unsafe"))))
                .check(Library.all());
    }

    @Test
    void noPackagesStandOnEachOther() {
        slices().matching("dev.tidepool.(**)").should().beFreeOfCycles().check(Library.all());
    }

    @Test
    void restrictedCallsAreInOneFile() {
        noClasses().that().doNotHaveFullyQualifiedName(
                "dev.tidepool.spanalloc.internal.NativeAccess")
                .should().callCodeUnitWhere(DescribedPredicate.describe("is restricted",
                        (JavaCall<?> call) -> isRestricted(call.getTarget())))
                .check(Library.all());
    }

    private static boolean isRestricted(CodeUnitCallTarget target) {
        return RESTRICTED.contains(target.getOwner().getName() + "." + target.getName())
                || target.getOwner().isAssignableTo(MemorySegment.class)
                        && target.getName().equals("reinterpret");
    }
}
