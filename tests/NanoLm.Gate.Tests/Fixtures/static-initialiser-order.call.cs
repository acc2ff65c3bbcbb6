public static class Zeta { private static int answer = 42; public static int Answer() => answer; }
public static class Alpha { public static int Value = Zeta.Answer(); }
