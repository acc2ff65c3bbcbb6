// What makes a difference to names, order and checksum of native methods: managed methods before and between them,
// statics, virtuals, constructors, nested classes, structs, interfaces, delegates, enums, and every kind of parameter.
using System.Reflection;
using System.Runtime.CompilerServices;

[assembly: AssemblyNativeVersion("1.2.3.4")]

namespace Fixture.Shapes
{
    public enum Colour { Red, Green }

    public delegate int Turn(int angle);

    public interface IShape { int Area(); }

    public class Abacus
    {
        public static int Managed() { return 1; }
    }

    public abstract class Base : IShape
    {
        [MethodImpl(MethodImplOptions.InternalCall)]
        public static extern void Mix(ref int count, out byte[] bytes, object any, string text, Colour colour);

        public int Doubled() { return 2 * Area(); }

        [MethodImpl(MethodImplOptions.InternalCall)]
        public extern virtual int Area();

        public abstract void Draw();

        [MethodImpl(MethodImplOptions.InternalCall)]
        private extern bool Fill(Square.Corner corner, Square[] squares, long[][] jagged);
    }

    public struct Point
    {
        public int X;

        [MethodImpl(MethodImplOptions.InternalCall)]
        public extern ulong Move(sbyte a, byte b, short c, ushort d, uint e, long f, char g, float h, double i, bool j);
    }

    public sealed class Square : Base
    {
        public override void Draw() { Mix2(); }

        [MethodImpl(MethodImplOptions.InternalCall)]
        private static extern Abacus Mix2();

        public class Corner
        {
            [MethodImpl(MethodImplOptions.InternalCall)]
            public extern void Round(Turn turn);
        }
    }
}
