public static class Flag { public static volatile int Value; }
