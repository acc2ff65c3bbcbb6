// The part of nanoFramework.CoreLibrary (mscorlib 1.17.11) that the firmware may use: declarations only.
// A member stands here only if the real assembly has it. Bodies are empty: this assembly is compiled against, never run.
using System.Collections;
using System.Reflection;
using System.Runtime.CompilerServices;

[assembly: AssemblyVersion("1.17.11.0")]

namespace System
{
    public class Object
    {
        public Object() { }
        public virtual string ToString() => null;
        public virtual bool Equals(object obj) => false;
        public static bool Equals(object objA, object objB) => false;
        public static bool ReferenceEquals(object objA, object objB) => false;
        public virtual int GetHashCode() => 0;
        public Type GetType() => null;
    }

    public abstract class ValueType { }
    public abstract class Enum : ValueType { }
    public struct Void { }
    public struct IntPtr { }
    public struct UIntPtr { }
    public struct RuntimeTypeHandle { }
    public struct RuntimeFieldHandle { }
    public struct RuntimeMethodHandle { }

    public struct Boolean
    {
        public override string ToString() => null;
    }

    public struct Byte
    {
        public const byte MaxValue = 255;
        public const byte MinValue = 0;
        public override string ToString() => null;
    }

    public struct SByte
    {
        public const sbyte MaxValue = 127;
        public const sbyte MinValue = -128;
        public override string ToString() => null;
    }

    public struct Char
    {
        public const char MaxValue = (char)0xFFFF;
        public const char MinValue = (char)0;
        public override string ToString() => null;
        public char ToLower() => this;
        public char ToUpper() => this;
    }

    public struct Int16
    {
        public const short MaxValue = 32767;
        public const short MinValue = -32768;
        public override string ToString() => null;
    }

    public struct UInt16
    {
        public const ushort MaxValue = 0xFFFF;
        public const ushort MinValue = 0;
        public override string ToString() => null;
    }

    public struct Int32
    {
        public const int MaxValue = 0x7FFFFFFF;
        public const int MinValue = unchecked((int)0x80000000);
        public override string ToString() => null;
        public string ToString(string format) => null;
        public static int Parse(string s) => 0;
    }

    public struct UInt32
    {
        public const uint MaxValue = 0xFFFFFFFF;
        public const uint MinValue = 0;
        public override string ToString() => null;
        public string ToString(string format) => null;
    }

    public struct Int64
    {
        public const long MaxValue = 0x7FFFFFFFFFFFFFFF;
        public const long MinValue = unchecked((long)0x8000000000000000);
        public override string ToString() => null;
        public string ToString(string format) => null;
    }

    public struct UInt64
    {
        public const ulong MaxValue = 0xFFFFFFFFFFFFFFFF;
        public const ulong MinValue = 0;
        public override string ToString() => null;
    }

    // Declared so that the rule against floating point can name its finding.
    public struct Single
    {
        public override string ToString() => null;
    }

    public struct Double
    {
        public override string ToString() => null;
    }

    public sealed class String : IEnumerable
    {
        public static readonly string Empty = "";
        public String(char[] value, int startIndex, int length) { }
        public String(char[] value) { }
        public String(char c, int count) { }
        public IEnumerator GetEnumerator() => null;
        public override bool Equals(object obj) => false;
        public static bool Equals(string a, string b) => false;
        public static bool operator ==(string a, string b) => false;
        public static bool operator !=(string a, string b) => false;
        [IndexerName("Chars")]
        public char this[int index] => '\0';
        public int Length => 0;
        public char[] ToCharArray() => null;
        public char[] ToCharArray(int startIndex, int length) => null;
        public string[] Split(params char[] separator) => null;
        public string Substring(int startIndex) => null;
        public string Substring(int startIndex, int length) => null;
        public string Trim() => null;
        public static int Compare(string strA, string strB) => 0;
        public int CompareTo(string strB) => 0;
        public int IndexOf(char value) => 0;
        public int IndexOf(char value, int startIndex) => 0;
        public int IndexOf(string value) => 0;
        public int IndexOf(string value, int startIndex) => 0;
        public int LastIndexOf(char value) => 0;
        public string ToLower() => null;
        public string ToUpper() => null;
        public override string ToString() => null;
        public static string Concat(object arg0) => null;
        public static string Concat(object arg0, object arg1) => null;
        public static string Concat(object arg0, object arg1, object arg2) => null;
        public static string Concat(params object[] args) => null;
        public static string Concat(string str0, string str1) => null;
        public static string Concat(string str0, string str1, string str2) => null;
        public static string Concat(string str0, string str1, string str2, string str3) => null;
        public static string Concat(params string[] values) => null;
        public static string Format(string format, params object[] args) => null;
        public static bool IsNullOrEmpty(string value) => false;
        public bool Contains(string value) => false;
        public bool StartsWith(string value) => false;
        public bool EndsWith(string value) => false;
    }

    public abstract class Array : IList
    {
        public static void Copy(Array sourceArray, Array destinationArray, int length) { }
        public static void Copy(Array sourceArray, int sourceIndex, Array destinationArray, int destinationIndex, int length) { }
        public static void Clear(Array array, int index, int length) { }
        public static int IndexOf(Array array, object value) => 0;
        public int Length => 0;
        public object Clone() => null;
        public void CopyTo(Array array, int index) { }
        public IEnumerator GetEnumerator() => null;
    }

    public static class BitConverter
    {
        public static short ToInt16(byte[] value, int startIndex) => 0;
        public static int ToInt32(byte[] value, int startIndex) => 0;
        public static ushort ToUInt16(byte[] value, int startIndex) => 0;
        public static uint ToUInt32(byte[] value, int startIndex) => 0;
    }

    public abstract class Delegate
    {
        public static Delegate Combine(Delegate a, Delegate b) => null;
        public static Delegate Remove(Delegate source, Delegate value) => null;
    }

    public abstract class MulticastDelegate : Delegate { }
    public delegate void Action();
    public class EventArgs { }
    public delegate void EventHandler(object sender, EventArgs e);

    public class Exception
    {
        public Exception() { }
        public Exception(string message) { }
        public Exception(string message, Exception innerException) { }
        public virtual string Message => null;
        public Exception InnerException => null;
        public virtual string StackTrace => null;
    }

    public class SystemException : Exception
    {
        public SystemException() { }
        public SystemException(string message) { }
    }

    public class ArgumentException : SystemException
    {
        public ArgumentException() { }
        public ArgumentException(string message) { }
    }

    public class ArgumentNullException : ArgumentException
    {
        public ArgumentNullException() { }
        public ArgumentNullException(string argument) { }
    }

    public class ArgumentOutOfRangeException : ArgumentException
    {
        public ArgumentOutOfRangeException() { }
        public ArgumentOutOfRangeException(string paramName) { }
    }

    public class InvalidOperationException : SystemException
    {
        public InvalidOperationException() { }
        public InvalidOperationException(string message) { }
    }

    public class NotSupportedException : SystemException
    {
        public NotSupportedException() { }
        public NotSupportedException(string message) { }
    }

    public class OutOfMemoryException : SystemException
    {
        public OutOfMemoryException() { }
    }

    public class TimeoutException : SystemException
    {
        public TimeoutException() { }
    }

    public interface IDisposable
    {
        void Dispose();
    }

    public abstract class Type : MemberInfo
    {
        public static Type GetTypeFromHandle(RuntimeTypeHandle handle) => null;
    }

    public struct TimeSpan
    {
        public const long TicksPerMillisecond = 10000;
        public long Ticks => 0;
        public static TimeSpan FromMilliseconds(long value) => default;
    }

    public struct DateTime
    {
        public static DateTime UtcNow => default;
        public long Ticks => 0;
    }

    public static class Console
    {
        public static void Write(string value) { }
        public static void WriteLine() { }
        public static void WriteLine(string value) { }
    }

    public class WeakReference
    {
        public WeakReference(object target) { }
        public virtual bool IsAlive { get { return false; } }
        public virtual object Target { get { return null; } set { } }
    }

    public abstract class Attribute { }

    public enum AttributeTargets
    {
        All = 16383,
    }

    public sealed class AttributeUsageAttribute : Attribute
    {
        public AttributeUsageAttribute(AttributeTargets validOn) { }
        public bool AllowMultiple { get; set; }
        public bool Inherited { get; set; }
    }

    public sealed class ParamArrayAttribute : Attribute { }
    public sealed class FlagsAttribute : Attribute { }

    public sealed class ObsoleteAttribute : Attribute
    {
        public ObsoleteAttribute(string message) { }
    }
}
