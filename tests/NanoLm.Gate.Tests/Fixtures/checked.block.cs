public static class Product { public static long Of(long a, int b) { checked { a *= b; a -= 1; return -a; } } }
