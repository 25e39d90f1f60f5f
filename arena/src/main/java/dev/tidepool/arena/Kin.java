// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.arena;

import org.jspecify.annotations.Nullable;

/**
 * A place in a family tree: constant time to add a youngest child and to take out any. Not
 * thread-safe.
 *
 * @param <T> whose place it is
 */
final class Kin<T> {

    final T self;
    private @Nullable Kin<T> parent;
    private @Nullable Kin<T> youngest;
    private @Nullable Kin<T> older;
    private @Nullable Kin<T> younger;

    Kin(T self) {
        this.self = self;
    }

    /** {@return the child added last of those that are left} */
    @Nullable Kin<T> youngest() {
        return youngest;
    }

    @Nullable Kin<T> parent() {
        return parent;
    }

    /** {@return the youngest child's youngest child, and so on; this one, if it has no child} */
    Kin<T> leaf() {
        Kin<T> k = this;
        for (Kin<T> child = k.youngest; child != null; child = k.youngest) {
            k = child;
        }
        return k;
    }

    /** {@return who comes after this one if each comes before its parent; null after the first} */
    @Nullable Kin<T> next() {
        return older != null ? older.leaf() : parent;
    }

    /** {@return the sibling added before this one} */
    @Nullable Kin<T> older() {
        return older;
    }

    void add(Kin<T> child) {
        child.parent = this;
        child.older = youngest;
        child.younger = null;
        if (youngest != null) {
            youngest.younger = child;
        }
        youngest = child;
    }

    /** Leaves the parent. {@return the parent, if there was one} */
    @Nullable Kin<T> leave() {
        Kin<T> p = parent;
        if (p == null) {
            return null;
        }
        if (younger != null) {
            younger.older = older;
        } else {
            p.youngest = older;
        }
        if (older != null) {
            older.younger = younger;
        }
        parent = null;
        older = null;
        younger = null;
        return p;
    }
}
