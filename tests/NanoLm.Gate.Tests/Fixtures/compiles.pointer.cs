public static class Raw { public static int First(int n) { unsafe { int* p = stackalloc int[4]; p[0] = n; return p[0]; } } }
