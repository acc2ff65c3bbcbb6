public static class Tools { public static T Same<T>(T value) => value; }
