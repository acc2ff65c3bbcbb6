using System;

namespace NanoLm.Runtime
{
    /// <summary>A table section of the image is damaged or was written for another format.</summary>
    public class ImageFormatException : Exception
    {
        /// <summary>Names the section and what is wrong in it.</summary>
        public ImageFormatException(string section, string problem)
            : base(section + " section: " + problem + "; pack the model again")
        {
        }
    }
}
