[TestClass] public class Tests { private readonly int[] _counts = new int[4]; public int First() { return _counts[0]; } }
public class TestClassAttribute : System.Attribute { }
