public static class Pairs { public static object Both() => new { A = 1, B = 2 }; }
