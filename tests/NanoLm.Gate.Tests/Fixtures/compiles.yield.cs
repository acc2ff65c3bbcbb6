public static class Many { public static System.Collections.IEnumerable All() { yield return 1; } }
