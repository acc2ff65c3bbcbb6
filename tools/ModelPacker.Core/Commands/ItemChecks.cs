using System.Globalization;
using System.Text;
using ModelPacker.Core.Schemas;

namespace ModelPacker.Core.Commands;

/// <summary>Takes items as what they should be; what they are not is reported, and an empty value stands in.</summary>
internal static class ItemChecks
{
    /// <summary>The entries of a mapping, of which all keys must be among <paramref name="keys"/>.</summary>
    public static MappingItem Fields(this MistakeLog log, SourceItem item, string what, params string[] keys)
    {
        MappingItem mapping = log.Mapping(item, what, $"{keys[0]}: ...");
        foreach ((ScalarItem key, _) in mapping.Entries.Where(entry => !keys.Contains(entry.Key.Value)))
        {
            log.Error(key.Start, $"unknown key '{key.Value}' in {what}{Spelling.Hint(key.Value, keys)}");
        }

        return mapping;
    }

    /// <param name="example">How an entry is written.</param>
    public static MappingItem Mapping(this MistakeLog log, SourceItem? item, string what, string example)
    {
        if (item is MappingItem mapping)
        {
            return mapping;
        }

        if (item is not null)
        {
            log.Error(item.Start, $"{what} must be a mapping; write it as '{example}'");
        }

        return new MappingItem(item?.Start ?? 0, []);
    }

    /// <summary>The items of a non-empty sequence.</summary>
    public static IReadOnlyList<SourceItem> Items(this MistakeLog log, SourceItem? item, string what)
    {
        switch (item)
        {
            case ListItem { Items.Count: > 0 } sequence:
                return sequence.Items;
            case ListItem or ScalarItem { IsNull: true }:
                log.Error(item.Start, $"{what} is empty; give at least one entry, or remove the key");
                break;
            case not null:
                log.Error(item.Start, $"{what} must be a list; write '- ' before each entry, or [a, b]");
                break;
        }

        return [];
    }

    /// <summary>A text that is not empty.</summary>
    public static ScalarItem Text(this MistakeLog log, SourceItem item, string what)
    {
        if (item is ScalarItem { IsNull: false } scalar && !string.IsNullOrWhiteSpace(scalar.Value))
        {
            return scalar;
        }

        log.Error(item.Start, item is ScalarItem
            ? $"{what} is empty; write a text"
            : $"{what} must be a text; put quotes around it (needed where it begins with [ or {{)");
        return new ScalarItem(item.Start, "", Quoted: true, null);
    }

    /// <summary>Reports a template that has a sentence without words.</summary>
    public static void SomeWords(this MistakeLog log, ScalarItem text, Template template, string what)
    {
        // An empty text is reported where it is read.
        if (text.Value.Length > 0 && template.CanBeEmpty)
        {
            log.Error(text.Start, $"{what} can be left out altogether; put a part of it outside of the brackets, or write (a|b) for [a|b]");
        }
    }

    /// <summary>A name or value that the image can hold.</summary>
    public static ScalarItem ImageText(this MistakeLog log, SourceItem item, string what)
    {
        ScalarItem text = log.Text(item, what);
        int bytes = Encoding.UTF8.GetByteCount(text.Value);
        if (bytes > Schema.MaxStringBytes)
        {
            log.Error(item.Start, $"{what} has {bytes} bytes; shorten it to {Schema.MaxStringBytes}");
        }

        return text;
    }

    /// <summary>A name of letters, digits and underscores (and what <paramref name="also"/> allows).</summary>
    public static string Name(this MistakeLog log, SourceItem item, string what, string also = "_")
    {
        ScalarItem name = log.ImageText(item, what);
        if (name.Value.Any(c => !char.IsAsciiLetterOrDigit(c) && !also.Contains(c)))
        {
            log.Error(item.Start, $"{what} '{name.Value}' has other characters than letters, digits and {string.Join(" ", also.ToCharArray())}; rename it");
        }

        return name.Value;
    }

    /// <summary>An integer in from..to, or <paramref name="from"/> when it is not one.</summary>
    public static int Integer(this MistakeLog log, SourceItem? item, SourceItem parent, string what, int from, int to)
    {
        if (item is null)
        {
            log.Error(parent.Start, $"{what} is missing; give an integer from {from} to {to}");
        }
        else if (item is not ScalarItem scalar || !int.TryParse(scalar.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value)
            || value < from || value > to)
        {
            log.Error(item.Start, $"{what} must be an integer from {from} to {to}");
        }
        else
        {
            return value;
        }

        return from;
    }
}
