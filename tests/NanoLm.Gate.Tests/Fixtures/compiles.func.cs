public static class Maps { public static System.Func<int, int> Twice; }
