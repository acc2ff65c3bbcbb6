public static class Guarded { public static int Value; static Guarded() { if (Value == 0) throw new System.InvalidOperationException("no"); } }
