public static class Pairs { public static (int, int) Both() => (1, 2); }
