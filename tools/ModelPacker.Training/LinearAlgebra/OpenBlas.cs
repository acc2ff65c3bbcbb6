using System.Runtime.InteropServices;

namespace ModelPacker.Training.LinearAlgebra;

/// <summary>
/// The matrix product of OpenBLAS, where this machine has it (Debian: libopenblas0-pthread); to compare with, nothing is trained by it.
/// Operands and results as in <see cref="MatrixProduct"/>.
/// </summary>
internal sealed unsafe class OpenBlas
{
    private const int RowMajor = 101, Plain = 111, Transposed = 112;
    private static readonly string[] Names = ["libopenblas.so.0", "libopenblas.dylib", "libopenblas.dll"];
    private readonly delegate* unmanaged<int, int, int, int, int, int, float, float*, int, float*, int, float, float*, int, void> _sgemm;
    private readonly delegate* unmanaged<int, void> _setThreads;

    private OpenBlas(nint library)
    {
        _sgemm = (delegate* unmanaged<int, int, int, int, int, int, float, float*, int, float*, int, float, float*, int, void>)
            NativeLibrary.GetExport(library, "cblas_sgemm");
        _setThreads = (delegate* unmanaged<int, void>)NativeLibrary.GetExport(library, "openblas_set_num_threads");
        var describe = (delegate* unmanaged<byte*>)NativeLibrary.GetExport(library, "openblas_get_config");
        Description = Marshal.PtrToStringUTF8((nint)describe())?.Trim() ?? "OpenBLAS";
    }

    /// <summary>The library, or null where it is not installed.</summary>
    public static OpenBlas? Find()
    {
        foreach (string name in Names)
        {
            if (NativeLibrary.TryLoad(name, out nint library)) return new OpenBlas(library);
        }
        return null;
    }

    /// <summary>Its version, how it was built, and the processor whose kernels it runs.</summary>
    public string Description { get; }

    /// <summary>Sets how many threads it uses.</summary>
    public void SetThreads(int threads) => _setThreads(threads);

    /// <summary>y = x w^T.</summary>
    public void Forward(float[] x, float[] w, float[] y, int tokens, int inputs, int outputs) =>
        Multiply(Plain, Transposed, tokens, outputs, inputs, x, inputs, w, inputs, y, 0);

    /// <summary>dx = dy w.</summary>
    public void InputGradient(float[] dy, float[] w, float[] dx, int tokens, int inputs, int outputs) =>
        Multiply(Plain, Plain, tokens, inputs, outputs, dy, outputs, w, inputs, dx, 0);

    /// <summary>dw += dy^T x.</summary>
    public void WeightGradient(float[] dy, float[] x, float[] dw, int tokens, int inputs, int outputs) =>
        Multiply(Transposed, Plain, outputs, inputs, tokens, dy, outputs, x, inputs, dw, 1);

    // c [rows, columns] = left times right + keep * c; the strides are those of the operands' rows in memory.
    private void Multiply(
        int leftForm, int rightForm, int rows, int columns, int depth, float[] left, int leftStride, float[] right, int rightStride, float[] c, float keep)
    {
        fixed (float* a = left, b = right, result = c)
        {
            _sgemm(RowMajor, leftForm, rightForm, rows, columns, depth, 1, a, leftStride, b, rightStride, keep, result, columns);
        }
    }
}
