public static class Ends { public static int Last(int[] values) => values[^1]; }
