using System.Linq;
public static class Query { public static int Count(int[] values) => values.Count(v => v > 0); }
