using System.Xml.Linq;
using ModelPacker.Core.Evaluation;
using static ModelPacker.Core.Reports.Parts;

namespace ModelPacker.Core.Reports.Sections;

/// <summary>How good each intent and each slot is.</summary>
internal static class ScoreSection
{
    public static XElement? Intents(EvaluationReport report) => report.Comparisons.Count == 0 ? null : Section("intents", "Intents",
        Table("Each intent; out of scope counts refusals", ["intent", "texts", "precision", "recall", "F1", "whole"],
            [
                .. report.ByIntent.Select(intent => (Cell[])
                [
                    new(intent.Intent ?? "out of scope"), Cell.Of(intent.IntentRight.Of), Cell.Of(intent.Precision), Cell.Of(intent.IntentRight),
                    Cell.Of(intent.F1), Cell.Of(intent.WholeRight),
                ]),
            ],
            sortable: true));

    public static XElement? Slots(EvaluationReport report) => report.BySlot.Count == 0 ? null : Section("slots", "Slots",
        Table("Each slot over all commands; a refused command loses its slots", ["slot", "labelled", "precision", "recall", "F1"],
            [
                .. report.BySlot.Select(slot => (Cell[])
                    [new(slot.Slot), Cell.Of(slot.Recall.Of), Cell.Of(slot.Precision), Cell.Of(slot.Recall), Cell.Of(slot.F1)]),
            ],
            sortable: true));
}
