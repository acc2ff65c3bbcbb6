namespace NanoLm.Kernels.Boards;

/// <summary>The statuses of nanolm.h that the desk side itself returns or looks at.</summary>
internal static class Status
{
    internal const int Ok = 0;
    internal const int More = 1;
    internal const int Argument = -1;
    internal const int Magic = -3;
    internal const int TooLong = -9;
    internal const int State = -10;
}
