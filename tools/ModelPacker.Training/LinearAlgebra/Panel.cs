using System.Runtime.Intrinsics;

namespace ModelPacker.Training.LinearAlgebra;

/// <summary>Lays out a part of an operand as the micro-kernel reads it.</summary>
internal static unsafe class Panel
{
    private const int Side = 4;
    private static readonly Vector512<int> Transposition = Vector512.Create(0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15);

    /// <summary>
    /// target[p * width + i] = source[i * step + p * depthStep] for i below <paramref name="used"/>, zero for the rest of the width; one of
    /// both steps is 1.
    /// </summary>
    public static void Pack(float* source, int step, int depthStep, int used, int width, int depth, float* target)
    {
        if (used < width) new Span<float>(target, width * depth).Clear();
        if (step == 1) Copy(source, depthStep, used, width, depth, target);
        else Transpose(source, step, used, width, depth, target);
    }

    private static void Copy(float* source, int depthStep, int used, int width, int depth, float* target)
    {
        for (int p = 0; p < depth; p++, source += depthStep, target += width)
        {
            int i = 0;
            for (; i + Vector256<float>.Count <= used; i += Vector256<float>.Count) Vector256.Load(source + i).Store(target + i);
            if (i + Vector128<float>.Count <= used)
            {
                Vector128.Load(source + i).Store(target + i);
                i += Vector128<float>.Count;
            }
            for (; i < used; i++) target[i] = source[i];
        }
    }

    private static void Transpose(float* source, int step, int used, int width, int depth, float* target)
    {
        int i = 0;
        if (Vector512.IsHardwareAccelerated)
        {
            for (; i + Side <= used; i += Side)
            {
                float* row = source + ((long)i * step), to = target + i;
                int p = 0;
                for (; p + Side <= depth; p += Side, row += Side, to += Side * width) TransposeSquare(row, step, to, width);
                for (; p < depth; p++, row++, to += width)
                {
                    for (int r = 0; r < Side; r++) to[r] = row[(long)r * step];
                }
            }
        }
        for (; i < used; i++)
        {
            float* row = source + ((long)i * step), to = target + i;
            for (int p = 0; p < depth; p++) to[p * width] = row[p];
        }
    }

    // 4 x 4 in one register and one shuffle.
    private static void TransposeSquare(float* source, int step, float* target, int width)
    {
        var upper = Vector256.Create(Vector128.Load(source), Vector128.Load(source + step));
        var lower = Vector256.Create(Vector128.Load(source + (2L * step)), Vector128.Load(source + (3L * step)));
        Vector512<float> square = Vector512.Shuffle(Vector512.Create(upper, lower), Transposition);
        square.GetLower().GetLower().Store(target);
        square.GetLower().GetUpper().Store(target + width);
        square.GetUpper().GetLower().Store(target + (2 * width));
        square.GetUpper().GetUpper().Store(target + (3 * width));
    }
}
