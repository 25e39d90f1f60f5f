// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The protocol of generations, turns and registration of {@link TieredPool} with a plain stack for
 * a generation, and with one fault planted in it.
 */
final class TwinPool implements TurnLincheckTest.Subject {

    /** What is wrong with it. */
    enum Fault {
        NONE,
        TICK_WITHOUT_TURN_LOCK,
        REGISTER_BEFORE_PUBLISHING,
        LEAVES_WITHOUT_A_LOOK,
        FIRST_PUT_WITHOUT_CAS,
        POP_WITHOUT_LOCK,
        DROP_WITHOUT_SEAL
    }

    private static final class Stack {
        private final Deque<Token> tokens = new ArrayDeque<>();
        private boolean sealed;

        synchronized boolean push(Token token) {
            return !sealed && tokens.offer(token);
        }

        synchronized Token pop() {
            return tokens.poll();
        }

        /** In two steps, each of which is safe. */
        Token popInTwo() {
            Token top = peek();
            remove(top);
            return top;
        }

        private synchronized Token peek() {
            return tokens.peek();
        }

        private synchronized void remove(Token top) {
            tokens.remove(top);
        }

        synchronized void seal() {
            sealed = true;
        }
    }

    private static final Stack EMPTY = sentinel();
    private static final Stack CLOSED = sentinel();

    private final Fault fault;
    private final AtomicReference<Stack> primary = new AtomicReference<>(EMPTY);
    private volatile Stack victim;
    private final AtomicBoolean registered = new AtomicBoolean();
    private final AtomicBoolean inTide = new AtomicBoolean();
    private final Object turnLock = new Object();

    TwinPool(Fault fault) {
        this.fault = fault;
    }

    private static Stack sentinel() {
        var stack = new Stack();
        stack.seal();
        return stack;
    }

    private boolean isReal(Stack stack) {
        return stack != EMPTY && stack != CLOSED;
    }

    @Override
    public void put(Token token) {
        if (!give(token) && !give(token)) {
            token.letGo();
        }
    }

    private boolean give(Token token) {
        if (fault == Fault.REGISTER_BEFORE_PUBLISHING) {
            register();
        }
        Stack stack = primary.get();
        if (stack == EMPTY) {
            if (fault == Fault.FIRST_PUT_WITHOUT_CAS) {
                primary.set(new Stack());
            } else {
                primary.compareAndSet(EMPTY, new Stack());
            }
            stack = primary.get();
        }
        if (!isReal(stack)) {
            return false;
        }
        if (fault != Fault.REGISTER_BEFORE_PUBLISHING) {
            register();
        }
        return stack.push(token);
    }

    private void register() {
        if (!registered.get() && registered.compareAndSet(false, true)) {
            inTide.set(true);
        }
    }

    @Override
    public Token poll() {
        Token token = pop(primary.get());
        Stack old = victim;
        return token != null || old == null ? token : pop(old);
    }

    private Token pop(Stack stack) {
        return fault == Fault.POP_WITHOUT_LOCK ? stack.popInTwo() : stack.pop();
    }

    /** Turns if the tide knows of this pool, and leaves the tide if nothing is cached. */
    @Override
    public void tick() {
        if (!inTide.getAndSet(false)) {
            return;
        }
        if (fault == Fault.TICK_WITHOUT_TURN_LOCK) {
            turn();
        } else {
            synchronized (turnLock) {
                turn();
            }
        }
        if (!needsTide()) {
            registered.set(false);
            boolean leaves = fault == Fault.LEAVES_WITHOUT_A_LOOK || !needsTide();
            if (leaves || !registered.compareAndSet(false, true)) {
                return;
            }
        }
        inTide.set(true);
    }

    private boolean needsTide() {
        return isReal(primary.get()) || victim != null;
    }

    private void turn() {
        Stack old = victim;
        Stack young = primary.get();
        if (isReal(young)) {
            victim = young;
            primary.set(EMPTY);
        } else {
            victim = null;
        }
        drop(old);
    }

    @Override
    public void clear() {
        synchronized (turnLock) {
            Stack young = primary.get();
            if (isReal(young)) {
                primary.set(EMPTY);
                drop(young);
            }
            drop(victim);
            victim = null;
        }
    }

    @Override
    public void close() {
        synchronized (turnLock) {
            Stack young = primary.getAndSet(CLOSED);
            if (isReal(young)) {
                drop(young);
            }
            drop(victim);
            victim = null;
        }
    }

    private void drop(Stack stack) {
        if (stack != null) {
            if (fault != Fault.DROP_WITHOUT_SEAL) {
                stack.seal();
            }
            Token token;
            while ((token = stack.pop()) != null) {
                token.letGo();
            }
        }
    }

    @Override
    public void checkAccounts(long pooled) {
        // it keeps none
    }

    @Override
    public boolean evicts() {
        return true;
    }
}
