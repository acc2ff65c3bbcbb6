public static class Maybe { public static int? Value; }
