public static class Area { public static double Of(double a, double b) => a * b; }
