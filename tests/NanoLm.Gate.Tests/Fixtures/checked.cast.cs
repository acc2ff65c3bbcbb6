public static class Narrow { public static byte From(int a) => checked((byte)a); }
