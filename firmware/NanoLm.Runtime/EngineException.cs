using System;

namespace NanoLm.Runtime
{
    /// <summary>The native engine refused a call; <see cref="Status"/> is nanolm.h's number.</summary>
    public class EngineException : Exception
    {
        /// <summary>Names the call and its status.</summary>
        public EngineException(string call, int status)
            : base(call + " failed with status " + status + " (see nanolm.h)")
        {
            Status = status;
        }

        /// <summary>An nlm_status below zero.</summary>
        public int Status { get; }

        /// <summary>Passes a result through unless it is an error.</summary>
        internal static int Check(string call, int result)
        {
            if (result < 0)
            {
                throw new EngineException(call, result);
            }

            return result;
        }
    }
}
