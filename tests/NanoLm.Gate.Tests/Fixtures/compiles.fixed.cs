public static class Raw { public static int First(int[] v) { unsafe { fixed (int* p = v) { return *p; } } } }
