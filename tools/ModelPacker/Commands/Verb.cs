using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace ModelPacker.Commands;

/// <summary>A command whose help ends with examples.</summary>
internal sealed class Verb(string name, string description, params string[] examples) : Command(name, description)
{
    /// <summary>Makes the help option of the root, which all commands share, print examples.</summary>
    public static void ShowExamples(RootCommand root)
    {
        HelpOption help = root.Options.OfType<HelpOption>().Single();
        help.Action = new HelpWithExamples((SynchronousCommandLineAction)help.Action!);
    }

    private sealed class HelpWithExamples(SynchronousCommandLineAction help) : SynchronousCommandLineAction
    {
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parsed)
        {
            int result = help.Invoke(parsed);
            if (parsed.CommandResult.Command is Verb verb)
            {
                parsed.InvocationConfiguration.Output.WriteLine("Examples:");
                foreach (string example in verb.Examples)
                {
                    parsed.InvocationConfiguration.Output.WriteLine("  " + example);
                }
            }

            return result;
        }
    }

    private string[] Examples { get; } = examples;
}
