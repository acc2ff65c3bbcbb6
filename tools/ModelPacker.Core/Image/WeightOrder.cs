namespace ModelPacker.Core.Image;

/// <summary>The orders of weights in an image (docs/image-format.md). Every engine runs all of them, its own fastest.</summary>
public enum WeightOrder
{
    /// <summary>Row after row.</summary>
    Rows = 0,

    /// <summary>For cores with the DSP extension: Cortex-M4, M7, M33.</summary>
    Dsp = 1,

    /// <summary>For Helium: Cortex-M55, M85.</summary>
    Mve = 2,
}
