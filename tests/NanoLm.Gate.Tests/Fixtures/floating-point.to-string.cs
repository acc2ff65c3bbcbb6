public static class Shown { public static string Of(double[] values) => values[0].ToString(); }
