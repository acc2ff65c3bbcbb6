// The part of nanoFramework.TestFramework 3.0 that unit tests may use. But for SkipTest, MSTest has it too.
using System;

namespace nanoFramework.TestFramework
{
    [AttributeUsage(AttributeTargets.All)]
    public sealed class TestClassAttribute : Attribute { }

    [AttributeUsage(AttributeTargets.All)]
    public sealed class TestMethodAttribute : Attribute { }

    public sealed class Assert
    {
        public static void AreEqual(bool expected, bool actual, string message = "") { }
        public static void AreEqual(int expected, int actual, string message = "") { }
        public static void AreEqual(string expected, string actual, string message = "") { }
        public static void AreNotEqual(int notExpected, int actual, string message = "") { }
        public static void AreSame(object expected, object actual, string message = "") { }
        public static void IsFalse(bool condition, string message = "") { }
        public static void IsNotNull(object value, string message = "") { }
        public static void IsNull(object value, string message = "") { }
        public static void IsTrue(bool condition, string message = "") { }
        public static void SkipTest(string message = null) { }
    }
}
