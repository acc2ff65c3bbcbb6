public delegate int Change(int value);
public static class Steps { public static Change Next = value => value + 1; }
