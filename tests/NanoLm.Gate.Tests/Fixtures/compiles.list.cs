public static class Items { public static System.Collections.Generic.List<int> All; }
