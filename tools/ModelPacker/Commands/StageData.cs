using ModelPacker.Core.Model;
using ModelPacker.Core.Schemas;
using ModelPacker.Output;
using ModelPacker.Training.Pipeline;

namespace ModelPacker.Commands;

/// <summary>Data for a stage that goes on with a checkpoint: they must mean the same by their labels.</summary>
internal static class StageData
{
    /// <exception cref="InvalidDataException">The data have other intents or slots than the checkpoint.</exception>
    public static TrainingData Load(DataOptions options, Checkpoint checkpoint, string path)
    {
        TrainingData data = TrainingData.Load(options);
        foreach (var warning in data.Warnings)
        {
            Terminal.Warn(warning.ToString());
        }

        (Schema given, Schema known) = (data.Schema, checkpoint.Schema);
        Demand("intents", given.Intents.Select(intent => intent.Name), known.Intents.Select(intent => intent.Name));
        Demand("slots", given.Slots.Select(slot => slot.Name), known.Slots.Select(slot => slot.Name));
        Demand("slot values", given.Slots.SelectMany(slot => slot.Values), known.Slots.SelectMany(slot => slot.Values));
        return data;

        void Demand(string what, IEnumerable<string> actual, IEnumerable<string> expected)
        {
            if (!actual.SequenceEqual(expected))
            {
                throw new InvalidDataException(
                    $"{string.Join(", ", options.Files)}: its {what} are not those that {path} was trained on; give the data of that training");
            }
        }
    }
}
