public delegate void Handler<T>(T value);
public static class Events { public static Handler<int> Changed; }
