public static class Tools { public static int Twice(int value) { return Same(value); T Same<T>(T it) => it; } }
