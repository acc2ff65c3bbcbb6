public static class Zeta { public static int Answer { get; } = 42; }
public static class Alpha { public static int Value = Zeta.Answer; }
