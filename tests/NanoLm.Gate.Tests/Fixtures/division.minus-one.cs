public static class Minus { public static int Of(int value) => value / -1; }
