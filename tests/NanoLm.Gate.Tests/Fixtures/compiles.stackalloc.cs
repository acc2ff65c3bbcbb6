public static class Raw { public static int First() { unsafe { int* p = stackalloc int[4]; return p[0]; } } }
