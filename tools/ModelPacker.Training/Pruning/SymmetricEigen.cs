namespace ModelPacker.Training.Pruning;

/// <summary>Eigenvectors of symmetric matrices by cyclic Jacobi rotations (Golub and Van Loan, "Matrix computations", section 8.5).</summary>
internal static class SymmetricEigen
{
    private const int MaxSweeps = 40;
    private const double Tolerance = 1e-12;

    /// <summary>Orthonormal eigenvectors, one per row, and their eigenvalues, largest first.</summary>
    /// <param name="matrix">Symmetric, [size, size].</param>
    /// <param name="size">Rows and columns.</param>
    public static (double[] Values, double[] Vectors) Decompose(ReadOnlySpan<float> matrix, int size)
    {
        var a = new double[size * size];
        var vectors = new double[size * size];
        for (int i = 0; i < a.Length; i++) a[i] = matrix[i];
        for (int i = 0; i < size; i++) vectors[(i * size) + i] = 1;
        double norm = Math.Sqrt(a.Sum(value => value * value));
        for (int sweep = 0; sweep < MaxSweeps && OffDiagonal(a, size) > Tolerance * norm; sweep++)
        {
            for (int p = 0; p < size; p++)
            {
                for (int q = p + 1; q < size; q++) Rotate(a, vectors, size, p, q);
            }
        }
        int[] order = [.. Enumerable.Range(0, size).OrderByDescending(i => a[(i * size) + i])];
        return ([.. order.Select(i => a[(i * size) + i])], [.. order.SelectMany(i => vectors.Skip(i * size).Take(size))]);
    }

    /// <summary>Makes a[p, q] zero by a rotation of rows and columns p and q.</summary>
    private static void Rotate(double[] a, double[] vectors, int size, int p, int q)
    {
        double apq = a[(p * size) + q];
        if (apq == 0) return;
        double theta = (a[(q * size) + q] - a[(p * size) + p]) / (2 * apq);
        double tangent = Math.CopySign(1, theta) / (Math.Abs(theta) + Math.Sqrt((theta * theta) + 1));
        double cosine = 1 / Math.Sqrt((tangent * tangent) + 1), sine = tangent * cosine;
        Turn(a.AsSpan(p * size, size), a.AsSpan(q * size, size), cosine, sine);
        for (int row = 0; row < a.Length; row += size)
        {
            (double x, double y) = (a[row + p], a[row + q]);
            (a[row + p], a[row + q]) = ((cosine * x) - (sine * y), (sine * x) + (cosine * y));
        }
        Turn(vectors.AsSpan(p * size, size), vectors.AsSpan(q * size, size), cosine, sine);
    }

    private static void Turn(Span<double> x, Span<double> y, double cosine, double sine)
    {
        for (int i = 0; i < x.Length; i++) (x[i], y[i]) = ((cosine * x[i]) - (sine * y[i]), (sine * x[i]) + (cosine * y[i]));
    }

    private static double OffDiagonal(double[] a, int size)
    {
        double sum = 0;
        for (int row = 0; row < size; row++)
        {
            for (int column = 0; column < size; column++) sum += row == column ? 0 : a[(row * size) + column] * a[(row * size) + column];
        }
        return Math.Sqrt(sum);
    }
}
