using System.Globalization;
using System.Xml.Linq;

namespace ModelPacker.Core.Reports;

/// <summary>
/// Elements of HTML and SVG that are also well-formed XML. All text and every attribute goes through <see cref="SafeText"/>; escaping is XML's own.
/// </summary>
internal static class Markup
{
    private static readonly HashSet<string> Void = ["br", "hr", "meta"];

    /// <param name="name">Of the element.</param>
    /// <param name="content">Strings become text, pairs attributes (none where the value is null), the rest is as LINQ to XML takes it.</param>
    public static XElement Element(string name, params object?[] content)
    {
        var element = new XElement(name, content.Select(Convert));
        if (element.IsEmpty && !Void.Contains(name))
        {
            element.Add(new XText("")); // in HTML <td/> would stay open
        }

        return element;
    }

    /// <summary>A number in the shortest form that is exact to a hundredth.</summary>
    public static string Number(double value) => Math.Round(value, 2).ToString(CultureInfo.InvariantCulture);

    private static object? Convert(object? part) => part switch
    {
        string text => new XText(SafeText.Clean(text)),
        (string, null) => null,
        (string name, string value) => new XAttribute(name, SafeText.Clean(value)),
        (string name, double value) => new XAttribute(name, Number(value)),
        (string name, int value) => new XAttribute(name, value),
        _ => part,
    };
}
