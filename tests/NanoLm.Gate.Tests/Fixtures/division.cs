public static class Mean { public static int Of(int sum, int count) => sum / count; }
