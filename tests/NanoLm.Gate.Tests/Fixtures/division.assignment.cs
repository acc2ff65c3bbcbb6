public static class Mean { public static void Of(int[] sums, int count) { sums[0] /= count; } }
