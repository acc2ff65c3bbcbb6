namespace NanoLm.Console
{
    /// <summary>Where lines come from and answers go: a UART, a pseudo-terminal, a pipe.</summary>
    public abstract class BytePort
    {
        /// <summary>Waits for bytes and puts them at the buffer's start.</summary>
        /// <returns>How many; 0: there will be no more.</returns>
        public abstract int Read(byte[] buffer);

        /// <summary>Sends the first <paramref name="count"/> bytes.</summary>
        public abstract void Write(byte[] buffer, int count);
    }
}
