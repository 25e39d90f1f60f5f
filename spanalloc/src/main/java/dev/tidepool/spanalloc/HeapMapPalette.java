// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

/**
 * A colour for each size class. Lightness rises evenly from the smallest class to the largest, so
 * that the order can be seen without seeing hue; the hue goes from violet over green to yellow.
 */
final class HeapMapPalette {

    static final int CLASSES = 67;

    private static final Ramp LIGHT = new Ramp(0.36, 0.84);
    private static final Ramp DARK = new Ramp(0.46, 0.92);
    private static final double FIRST_HUE = 300;
    private static final double LAST_HUE = 95;
    private static final double FIRST_CHROMA = 0.12;
    private static final double LAST_CHROMA = 0.15;

    /** Lightness of the first and of the last class. */
    private record Ramp(double first, double last) {}

    private HeapMapPalette() {}

    /** The style class that gives cells of a size class their colour. */
    static String name(int classId) {
        return "c" + Math.clamp(classId, 1, CLASSES);
    }

    static String css() {
        StringBuilder css = new StringBuilder();
        rules(LIGHT, css);
        // Paper is light, whatever the screen is.
        css.append("@media screen and (prefers-color-scheme: dark) {\n");
        rules(DARK, css);
        return css.append("}\n").toString();
    }

    private static void rules(Ramp ramp, StringBuilder css) {
        for (int classId = 1; classId <= CLASSES; classId++) {
            css.append('.').append(name(classId)).append("{fill:").append(colour(ramp, classId))
                    .append("}\n");
        }
    }

    private static String colour(Ramp ramp, int classId) {
        double at = (classId - 1.0) / (CLASSES - 1);
        return hex(between(ramp.first, ramp.last, at), between(FIRST_CHROMA, LAST_CHROMA, at),
                Math.toRadians(between(FIRST_HUE, LAST_HUE, at)));
    }

    private static double between(double first, double last, double at) {
        return first + (last - first) * at;
    }

    /** OKLCH to sRGB, by the matrices in Björn Ottosson's definition of OKLab. */
    private static String hex(double lightness, double chroma, double hue) {
        double a = chroma * Math.cos(hue);
        double b = chroma * Math.sin(hue);
        double l = cube(lightness + 0.3963377774 * a + 0.2158037573 * b);
        double m = cube(lightness - 0.1055613458 * a - 0.0638541728 * b);
        double s = cube(lightness - 0.0894841775 * a - 1.2914855480 * b);
        return "#" + channel(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s)
                + channel(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s)
                + channel(-0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s);
    }

    private static double cube(double value) {
        return value * value * value;
    }

    private static String channel(double linear) {
        double value = Math.clamp(linear, 0, 1);
        double encoded = value <= 0.0031308 ? 12.92 * value
                : 1.055 * Math.pow(value, 1 / 2.4) - 0.055;
        int level = (int) Math.round(255 * encoded);
        return Character.toString(Character.forDigit(level >> 4, 16))
                + Character.forDigit(level & 15, 16);
    }
}
