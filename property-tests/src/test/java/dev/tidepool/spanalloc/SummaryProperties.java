// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.BitSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.state.ActionChain;

/** The summaries of a bitmap stay right while pages are used and freed. */
class SummaryProperties {

    /** A bitmap beside one without summaries. */
    private static final class Model {

        private final int pages;
        private final PageBitmap bitmap;
        private final BitSet used = new BitSet();

        Model(int pages) {
            this.pages = pages;
            bitmap = new PageBitmap(pages);
        }

        void use(int count) {
            int at = bitmap.find(count);
            assertEquals(find(count, 1), at, "run of " + count);
            mark(at, count);
        }

        void useAligned(int n) {
            int count = 1 + n % 100;
            int alignment = 1 << n % 10;
            int at = bitmap.findAligned(count, alignment);
            assertEquals(find(count, alignment), at, count + " at " + alignment);
            mark(at, count);
        }

        private void mark(int at, int count) {
            if (at >= 0) {
                bitmap.use(at, count);
                used.set(at, at + count);
            }
        }

        /** Of the run that begins at some page or after it, up to 300. */
        void free(int n) {
            int from = used.nextSetBit(n % pages);
            if (from >= 0) {
                int to = Math.min(used.nextClearBit(from), from + 1 + n % 300);
                bitmap.free(from, to - from);
                used.clear(from, to);
            }
        }

        void check() {
            bitmap.checkInvariants();
            assertEquals(pages - used.cardinality(), bitmap.freePages());
            int longest = longest();
            assertEquals(longest, bitmap.longestRun());
            assertEquals(-1, bitmap.find(longest + 1));
        }

        private int longest() {
            int longest = 0;
            for (int page = used.nextClearBit(0); page < pages; ) {
                int end = used.nextSetBit(page);
                end = end < 0 ? pages : end;
                longest = Math.max(longest, end - page);
                page = used.nextClearBit(end);
            }
            return longest;
        }

        private int find(int count, int alignment) {
            for (int page = 0; page + count <= pages; page += alignment) {
                int next = used.nextSetBit(page);
                if (next < 0 || next >= page + count) {
                    return page;
                }
            }
            return -1;
        }
    }

    @Property(tries = 300)
    void aSearchFindsWhatAScanOfSingleBitsFinds(@ForAll("histories") ActionChain<Model> chain) {
        chain.withInvariant("as single bits", Model::check).run();
    }

    @Provide
    Arbitrary<ActionChain<Model>> histories() {
        return Arbitraries.of(64, 448, 512, 576, 1600, 8192).flatMap(pages -> ActionChain
                .startWith(() -> new Model(pages))
                .withAction(3, Steps.step("use", 60, (model, n) -> model.use(1 + n)))
                .withAction(2, Steps.step("use much", 699, (model, n) -> model.use(1 + n)))
                .withAction(2, Steps.step("use aligned", 999, Model::useAligned))
                .withAction(6, Steps.step("free", 9_999, Model::free))
                .withMaxTransformations(60));
    }
}
