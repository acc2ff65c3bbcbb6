public static class Sum { public static int Of(int a, int b) => checked(a + b); }
