public static class Zeta { public static int[] Table = { 1, 2, 3 }; }
public static class Alpha { public static int Length = Zeta.Table.Length; }
