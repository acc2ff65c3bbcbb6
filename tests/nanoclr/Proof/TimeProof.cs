namespace NanoLm.Proof
{
    /// <summary>Where a command's time goes.</summary>
    internal static class TimeProof
    {
        private const int Rounds = 20;

        private static readonly byte[] Line = new byte[Program.MaxLineBytes];

        internal static void Run(int model)
        {
            Phases phases = new Phases(model, Program.MaxLineBytes);
            for (int round = 0; round < Rounds; round++)
            {
                TakeAll(phases);
            }

            phases.Close();
            Report.Figure("tokens a command", phases.Tokens, phases.Lines);
            Report.Figure("us a command, normalising", phases.Normalising, phases.Lines);
            Report.Figure("us a command, tokenising", phases.Tokenising, phases.Lines);
            Report.Figure("us a command, kernels", phases.Kernels, phases.Lines);
            Report.Figure("us a command, decoding", phases.Decoding, phases.Lines);
            Report.Figure("us a command, answering", phases.Answering, phases.Lines);
            Report.Figure("share of the time in managed code", phases.Total - phases.Kernels, phases.Total);
        }

        private static void TakeAll(Phases phases)
        {
            int count = 0;
            bool fits = true;
            for (int i = 0; i < Golden.Commands.Length; i++)
            {
                byte value = Golden.Commands[i];
                if (value != '\n')
                {
                    fits = count < Line.Length;
                    if (fits)
                    {
                        Line[count++] = value;
                    }

                    continue;
                }

                if (fits && count > 0 && Line[0] != '/')
                {
                    phases.Take(Line, count);
                }

                count = 0;
                fits = true;
            }
        }
    }
}
