// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.report;

import dev.tidepool.bench.JsonTree;
import java.util.LinkedHashMap;
import java.util.Map;

/** Who is missing, and why. */
record Skip(String subject, String reason) {

    static Skip of(JsonTree json) {
        return new Skip(json.text("subject"), json.text("reason"));
    }

    Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("subject", subject);
        map.put("reason", reason);
        return map;
    }
}
