public static class Rounded { public static int Of(float value) => (int)value; }
