[TestClass] public class Tests { public int Count { get; set; } }
public class TestClassAttribute : System.Attribute { }
