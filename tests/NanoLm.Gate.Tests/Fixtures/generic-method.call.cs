public static class Tools
{
    public static int Twice(int value) { return Same(value) + Same(value); }
    private static T Same<T>(T value) => value;
}
