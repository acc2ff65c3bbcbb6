public enum Colour { Red, Green }
public static class Names { public static string Of(Colour colour) => string.Format("colour {0}", colour); }
