public static class Slices { public static int Length(System.Span<byte> bytes) => bytes.Length; }
