public static class Text { public static float Ratio; }
