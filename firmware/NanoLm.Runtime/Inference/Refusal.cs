namespace NanoLm.Runtime.Inference
{
    /// <summary>Why a text is not a command.</summary>
    public enum Refusal
    {
        /// <summary>It is one.</summary>
        None,

        /// <summary>That it is something else is more probable than any frame, or than the model's limit.</summary>
        OutOfScope,

        /// <summary>The best frame's confidence is below the model's threshold.</summary>
        LowConfidence,

        /// <summary>It has more bytes, words or tokens than fit.</summary>
        TooLong
    }
}
