// SPDX-License-Identifier: Apache-2.0
import org.jspecify.annotations.NullMarked;

/** Object pools that the garbage collector's rhythm keeps small. */
@NullMarked
module dev.tidepool.pool {
    requires static transitive org.jspecify;
    requires static jdk.jfr;
    requires static jdk.management;
    requires org.jctools.core.jdk11;

    exports dev.tidepool.pool;
}
