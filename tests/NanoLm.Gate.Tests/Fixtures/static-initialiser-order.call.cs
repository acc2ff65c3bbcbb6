public static class Zeta { public static int Answer() => 42; }
public static class Alpha { public static int Value = Zeta.Answer(); }
