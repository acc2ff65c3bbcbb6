public static class Half { public static int Of(int value) => (int)(value * 0.5f); }
