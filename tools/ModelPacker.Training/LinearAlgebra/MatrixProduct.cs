using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ModelPacker.Training.LinearAlgebra;

/// <summary>
/// The three products of a fully connected layer, in the way of Goto and van de Geijn, "Anatomy of high-performance matrix
/// multiplication" (2008): both operands are packed into panels that the cache holds, and tiles of the result are computed in registers.
/// Threads take different tiles, so a result does not depend on how many there are.
/// </summary>
public static class MatrixProduct
{
    private const int DepthBlock = 256, ColumnBlock = 384, RowBlock = 64;
    private const long SerialWork = 1 << 18;

    [ThreadStatic]
    private static PackBuffer? t_left;

    [ThreadStatic]
    private static PackBuffer? t_right;

    /// <summary>y = x w^T for x [tokens, inputs], w [outputs, inputs], y [tokens, outputs].</summary>
    public static void Forward(float[] x, float[] w, float[] y, int tokens, int inputs, int outputs) =>
        Multiply(new Operand(x, inputs, 1), new Operand(w, 1, inputs), y, tokens, outputs, inputs, accumulate: false);

    /// <summary>dx = dy w, or dx += dy w, for dy [tokens, outputs], w [outputs, inputs], dx [tokens, inputs].</summary>
    public static void InputGradient(float[] dy, float[] w, float[] dx, int tokens, int inputs, int outputs, bool accumulate) =>
        Multiply(new Operand(dy, outputs, 1), new Operand(w, inputs, 1), dx, tokens, inputs, outputs, accumulate);

    /// <summary>dw += dy^T x for dy [tokens, outputs], x [tokens, inputs], dw [outputs, inputs].</summary>
    public static void WeightGradient(float[] dy, float[] x, float[] dw, int tokens, int inputs, int outputs) =>
        Multiply(new Operand(dy, 1, outputs), new Operand(x, inputs, 1), dw, outputs, inputs, tokens, accumulate: true);

    private static void Multiply(Operand left, Operand right, float[] c, int rows, int columns, int depth, bool accumulate)
    {
        if (Vector512.IsHardwareAccelerated) Multiply<Kernel512>(left, right, c, rows, columns, depth, accumulate);
        else Multiply<KernelPortable>(left, right, c, rows, columns, depth, accumulate);
    }

    /// <summary>c [rows, columns] (+)= left [rows, depth] times right [depth, columns].</summary>
    internal static void Multiply<TKernel>(Operand left, Operand right, float[] c, int rows, int columns, int depth, bool accumulate)
        where TKernel : struct, IMicroKernel
    {
        if (c.Length < rows * columns) throw new ArgumentException($"the result has {c.Length} elements, but {rows} x {columns} are needed", nameof(c));
        if (depth == 0 && !accumulate) Array.Clear(c, 0, rows * columns);
        int panels = (columns + TKernel.Columns - 1) / TKernel.Columns;
        PackBuffer packed = (t_right ??= new PackBuffer()).Reserve(panels * TKernel.Columns * depth);
        bool serial = (long)rows * columns * depth < SerialWork;
        Run(panels, serial, panel => PackRight<TKernel>(right, packed, panel, panels, columns, depth));

        int rowBlock = rows >= 2 * RowBlock * Parallelism.Threads ? RowBlock : RowBlock / 2;
        int rowBlocks = (rows + rowBlock - 1) / rowBlock;
        int blockPanels = Math.Max(1, ColumnBlock / TKernel.Columns);
        int columnBlocks = (panels + blockPanels - 1) / blockPanels;
        Run(rowBlocks * columnBlocks, serial, tile =>
        {
            int firstRow = tile % rowBlocks * rowBlock, firstPanel = tile / rowBlocks * blockPanels;
            var block = new Block(firstRow, Math.Min(rows, firstRow + rowBlock), firstPanel, Math.Min(panels, firstPanel + blockPanels));
            MultiplyBlock<TKernel>(left, packed, c, block, panels, columns, depth, accumulate);
        });
    }

    private static void Run(int count, bool serial, Action<int> body)
    {
        if (!serial)
        {
            Parallelism.For(count, body);
            return;
        }
        for (int i = 0; i < count; i++) body(i);
    }

    /// <summary>Packs one panel of columns, for every block of the depth: [block][panel][depth in block][kernel columns], zero beyond the edge.</summary>
    private static unsafe void PackRight<TKernel>(Operand right, PackBuffer packed, int panel, int panels, int columns, int depth)
        where TKernel : struct, IMicroKernel
    {
        int width = TKernel.Columns, first = panel * width, used = Math.Min(width, columns - first);
        fixed (float* source = right.Values)
        {
            for (int start = 0; start < depth; start += DepthBlock)
            {
                int count = Math.Min(DepthBlock, depth - start);
                float* target = packed.Pointer + ((long)start * panels * width) + ((long)panel * count * width);
                Panel.Pack(source + ((long)start * right.RowStride) + ((long)first * right.ColumnStride), right.ColumnStride, right.RowStride, used, width, count, target);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static unsafe void MultiplyBlock<TKernel>(
        Operand left, PackBuffer packed, float[] c, Block block, int panels, int columns, int depth, bool accumulate)
        where TKernel : struct, IMicroKernel
    {
        int height = TKernel.Rows, width = TKernel.Columns;
        float* edge = stackalloc float[height * width];
        PackBuffer leftPanels = (t_left ??= new PackBuffer()).Reserve((RowBlock + height) * DepthBlock);
        fixed (float* source = left.Values, result = c)
        {
            for (int start = 0; start < depth; start += DepthBlock)
            {
                int count = Math.Min(DepthBlock, depth - start);
                bool add = accumulate || start > 0;
                for (int row = block.FirstRow; row < block.EndRow; row += height)
                {
                    float* from = source + ((long)row * left.RowStride) + ((long)start * left.ColumnStride);
                    Panel.Pack(from, left.RowStride, left.ColumnStride, Math.Min(height, block.EndRow - row), height, count, leftPanels.Pointer + ((row - block.FirstRow) * count));
                }
                for (int panel = block.FirstPanel; panel < block.EndPanel; panel++)
                {
                    float* b = packed.Pointer + ((long)start * panels * width) + ((long)panel * count * width);
                    int column = panel * width, usedColumns = Math.Min(width, columns - column);
                    for (int row = block.FirstRow; row < block.EndRow; row += height)
                    {
                        float* a = leftPanels.Pointer + ((row - block.FirstRow) * count);
                        float* target = result + ((long)row * columns) + column;
                        int usedRows = Math.Min(height, block.EndRow - row);
                        if (usedRows == height && usedColumns == width)
                        {
                            TKernel.Run(a, b, count, target, columns, add);
                            continue;
                        }
                        TKernel.Run(a, b, count, edge, width, accumulate: false);
                        CopyEdge(edge, width, target, columns, usedRows, usedColumns, add);
                    }
                }
            }
        }
    }

    private static unsafe void CopyEdge(float* edge, int width, float* target, int stride, int rows, int columns, bool add)
    {
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
            {
                float value = edge[(row * width) + column];
                float* to = target + ((long)row * stride) + column;
                *to = add ? *to + value : value;
            }
        }
    }

    /// <summary>A matrix whose element (r, c) is Values[r * RowStride + c * ColumnStride].</summary>
    internal readonly record struct Operand(float[] Values, int RowStride, int ColumnStride);

    private readonly record struct Block(int FirstRow, int EndRow, int FirstPanel, int EndPanel);

    /// <summary>Memory that does not move and starts on a cache line.</summary>
    private sealed unsafe class PackBuffer
    {
        private const int Alignment = 64;
        private float[] _pinned = [];

        public float* Pointer { get; private set; }

        public PackBuffer Reserve(int count)
        {
            if (_pinned.Length < count + (Alignment / sizeof(float)))
            {
                _pinned = GC.AllocateUninitializedArray<float>((count * 5 / 4) + (Alignment / sizeof(float)), pinned: true);
                nuint address = (nuint)Unsafe.AsPointer(ref _pinned[0]);
                Pointer = (float*)((address + Alignment - 1) & ~(nuint)(Alignment - 1));
            }
            return this;
        }
    }
}
