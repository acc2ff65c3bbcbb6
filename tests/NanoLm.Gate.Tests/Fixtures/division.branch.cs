public static class Mean { public static int Of(int sum, bool none) => sum / (none ? 0 : 2); }
