using System;

namespace NanoLm.Runtime
{
    /// <summary>The native engine refused a call; <see cref="Status"/> is nanolm.h's number.</summary>
    public class EngineException : Exception
    {
        /// <summary>Names the call, its status and what to do about it.</summary>
        public EngineException(string call, int status)
            : base(call + ": " + Reason(status) + " (status " + status + ")")
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

        private static string Reason(int status)
        {
            switch (status)
            {
                case -2:
                    return "the model image ends too early; transfer it again";
                case -3:
                    return "this is not a NanoLm model image";
                case -4:
                    return "the model image has an unknown format; update the firmware or pack the model again";
                case -5:
                    return "the model image is damaged; transfer it again";
                case -6:
                    return "the model image lacks a section or has an inconsistent one; pack the model again";
                case -7:
                    return "the model image is beyond this firmware's limits";
                case -8:
                    return "the board's arena is too small for this model";
                default:
                    return "refused; nanolm.h explains the status";
            }
        }
    }
}
