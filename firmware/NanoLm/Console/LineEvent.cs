namespace NanoLm.Console
{
    /// <summary>What a byte did to the line under way.</summary>
    public enum LineEvent
    {
        /// <summary>Nothing: the second half of CR LF, a backspace on an empty line, the rest of a line that is too long.</summary>
        None,

        /// <summary>It was added.</summary>
        Added,

        /// <summary>The last character was removed.</summary>
        Removed,

        /// <summary>The line is complete.</summary>
        Line,

        /// <summary>The line is longer than fits; said once, at once. What was collected is gone and the rest will be dropped.</summary>
        TooLong
    }
}
