public class Wrong<T> : System.Exception { }
public static class Tries { public static bool Once() { try { return true; } catch (Wrong<int>) { return false; } } }
