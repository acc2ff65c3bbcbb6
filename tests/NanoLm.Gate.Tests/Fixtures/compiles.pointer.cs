public static class Raw { public static unsafe int First(int* p) => *p; }
