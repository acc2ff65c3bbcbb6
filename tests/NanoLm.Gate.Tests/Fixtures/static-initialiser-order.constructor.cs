public static class Zeta { public static int[] Table = { 1, 2, 3 }; }
public class Beta { public int Length = Zeta.Table.Length; }
public static class Alpha { public static Beta Value = new Beta(); }
