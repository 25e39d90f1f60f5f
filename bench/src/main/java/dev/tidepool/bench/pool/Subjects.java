// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.pool;

/** Every subject by the name that benchmarks and reports use. */
final class Subjects {

    private Subjects() {}

    /**
     * Opens a subject.
     *
     * @param name one of the names below
     * @param capacity how many objects a bounded peer may keep; a power of two
     */
    static Subject<?> open(String name, int capacity) {
        return switch (name) {
            case "tidepool" -> TidepoolSubject.plain();
            case "tidepoolReset" -> TidepoolSubject.resetting();
            case "tidepoolEvict" -> TidepoolSubject.evicting();
            case "tidepoolRestless" -> TidepoolSubject.restless();
            case "tidepoolLease" -> LeaseSubject.open();
            case "fresh" -> new HandMadeSubjects.Fresh();
            case "constant" -> new HandMadeSubjects.Constant(new Payload());
            case "threadLocalSingle" -> HandMadeSubjects.ThreadLocalSingle.open();
            case "threadLocalDeque" -> HandMadeSubjects.ThreadLocalDeque.open();
            case "concurrentLinkedQueue" -> HandMadeSubjects.SharedQueue.linked();
            case "arrayBlockingQueue" -> HandMadeSubjects.SharedQueue.bounded(capacity);
            case "mpmc" -> JctoolsSubject.unsafe(capacity);
            case "mpmcVarHandle" -> JctoolsSubject.varHandle(capacity);
            case "mpmcStrict" -> JctoolsSubject.strict(capacity);
            case "nettyGuarded" -> NettySubject.guarded();
            case "nettyUnguarded" -> NettySubject.unguarded();
            case "nettyPinned" -> NettySubject.pinned();
            case "stormpotTryClaim" -> StormpotSubject.trying(capacity);
            case "stormpotClaim" -> StormpotSubject.waiting(capacity);
            case "stormpotUnexpiring" -> StormpotSubject.unexpiring(capacity);
            case "stormpotTap" -> StormpotSubject.tap(capacity);
            case "commonsPool2" -> CommonsSubject.open(capacity);
            case "jacksonThreadLocal" -> JacksonSubject.onePerThread();
            case "jacksonDeque" -> JacksonSubject.deque();
            case "jacksonBounded" -> JacksonSubject.bounded(capacity);
            default -> throw new IllegalArgumentException("no subject is called " + name);
        };
    }
}
