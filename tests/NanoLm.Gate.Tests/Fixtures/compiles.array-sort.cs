public static class Ordered { public static void Sort(int[] values) => System.Array.Sort(values); }
