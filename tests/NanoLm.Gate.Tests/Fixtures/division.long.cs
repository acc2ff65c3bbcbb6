public static class Mean { public static long Of(long sum, long count) => sum / count; }
