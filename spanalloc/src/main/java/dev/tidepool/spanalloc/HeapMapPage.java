// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;
import java.util.List;
final class HeapMapPage { static String of(SpanStats s, List<RegionMap> r) { return ""; } }
