using NanoLm.Console;
using NanoLm.Runtime.Inference;

namespace NanoLm.Proof
{
    /// <summary>The golden transcript, and what the managed heap does over many thousand commands.</summary>
    internal static class TranscriptProof
    {
        private const int CacheBytes = 8192; // as in the application
        private const int FreeBytes = 131072;
        private const int Commands = 10000;
        private const int BudgetBytes = 2048; // a command's

        internal static void Run(int model)
        {
            int empty = Heap.Free();
            TranscriptPort port = new TranscriptPort();
            Recognizer recognizer = new Recognizer(model, Program.MaxLineBytes, CacheBytes);
            CommandConsole console = new CommandConsole(model, recognizer, port, new NoPins(), Program.MaxLineBytes, false, false);
            console.Run();
            Report.Check("Answers_are_golden", Fault(port));
            Report.Figure("bytes of managed heap that the application holds", empty - Heap.Free());

            byte[][] taken = Heap.LeaveFree(FreeBytes);
            Repeat(console, port, recognizer);
            Report.Figure("bytes of heap taken to leave little", taken.Length * Heap.BlockBytes);
        }

        private static void Repeat(CommandConsole console, TranscriptPort port, Recognizer recognizer)
        {
            int before = Heap.Free();
            port.Collections.Look();
            int earlier = port.Collections.Count;
            int commands = 0;
            while (commands < Commands)
            {
                port.Rewind();
                recognizer.Cache.Clear();
                console.Run();
                commands += Golden.Lines;
            }

            int collections = port.Collections.Count - earlier;
            int after = Heap.Free();
            int most = (collections + 1) * before;
            Report.Check("Answers_stay_golden", Fault(port));
            Report.Check("Heap_is_flat", after == before ? null : "free bytes went from " + before + " to " + after);
            Report.Check("A_command_stays_within_its_budget", most <= BudgetBytes * commands ? null : "up to " + most + " bytes in all");
            Report.Figure("commands", commands);
            Report.Figure("free bytes before", before);
            Report.Figure("free bytes after", after);
            Report.Figure("collections", collections);
            Report.Figure("bytes a command allocates, at most", most, commands);
        }

        private static string Fault(TranscriptPort port)
        {
            if (port.WrongLine > 0)
            {
                return "line " + port.WrongLine + " has another answer";
            }

            return port.Complete ? null : "answers are missing";
        }
    }
}
