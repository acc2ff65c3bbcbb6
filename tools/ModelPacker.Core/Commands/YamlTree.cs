using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace ModelPacker.Core.Commands;

/// <summary>Reads one YAML document into <see cref="SourceItem"/>s, every one with its place in the source.</summary>
internal sealed class YamlTree
{
    private readonly SourceText source;
    private readonly MistakeLog log;
    private readonly Parser parser;
    private readonly Dictionary<string, SourceItem> anchors = [];

    private YamlTree(SourceText source, MistakeLog log)
    {
        this.source = source;
        this.log = log;
        parser = new Parser(new StringReader(source.Text));
    }

    /// <summary>The document, or null when it is empty or not YAML; the latter is reported.</summary>
    public static SourceItem? Read(SourceText source, MistakeLog log)
    {
        try
        {
            return new YamlTree(source, log).ReadDocument();
        }
        catch (YamlException e)
        {
            string reason = e.Message[(e.Message.LastIndexOf("): ", StringComparison.Ordinal) is var i and >= 0 ? i + 3 : 0)..].TrimEnd('.');
            log.Error(
                source.OffsetOf(e.Start.Line, e.Start.Column),
                $"this is not YAML ({reason}); check the indentation, and quote text that begins with [ {{ * & or contains ': '");
            return null;
        }
    }

    private SourceItem? ReadDocument()
    {
        parser.Consume<StreamStart>();
        if (parser.Accept<StreamEnd>(out _))
        {
            return null;
        }

        parser.Consume<DocumentStart>();
        SourceItem root = ReadItem();
        parser.Consume<DocumentEnd>();
        if (parser.Current is DocumentStart second)
        {
            log.Error(Offset(second.Start), "a second YAML document begins here; a command file is one document");
        }

        return root;
    }

    private SourceItem ReadItem()
    {
        if (parser.Current is AnchorAlias alias)
        {
            parser.MoveNext();
            return anchors.TryGetValue(alias.Value.Value, out SourceItem? item)
                ? item
                : throw new YamlException(alias.Start, alias.End, $"no anchor '{alias.Value.Value}' before its use");
        }

        NodeEvent node = (NodeEvent)parser.Current!;
        SourceItem read = node switch
        {
            MappingStart => ReadMapping(),
            SequenceStart => ReadSequence(),
            _ => ReadScalar(),
        };
        if (!node.Anchor.IsEmpty)
        {
            anchors[node.Anchor.Value] = read;
        }

        return read;
    }

    private ScalarItem ReadScalar()
    {
        Scalar scalar = parser.Consume<Scalar>();
        int start = Offset(scalar.Start);
        return new ScalarItem(
            start,
            scalar.Value,
            scalar.Style != ScalarStyle.Plain,
            ScalarOffsets.Map(source.Text, start, scalar.Style, scalar.Value));
    }

    private ListItem ReadSequence()
    {
        int start = Offset(parser.Consume<SequenceStart>().Start);
        List<SourceItem> items = [];
        while (!parser.Accept<SequenceEnd>(out _))
        {
            items.Add(ReadItem());
        }

        parser.MoveNext();
        return new ListItem(start, items);
    }

    private MappingItem ReadMapping()
    {
        int start = Offset(parser.Consume<MappingStart>().Start);
        List<(ScalarItem Key, SourceItem Value)> entries = [];
        HashSet<string> seen = [];
        while (!parser.Accept<MappingEnd>(out _))
        {
            SourceItem key = ReadItem();
            SourceItem value = ReadItem();
            if (key is not ScalarItem name)
            {
                log.Error(key.Start, "a key must be a plain name; quote text that begins with [ or {");
            }
            else if (!seen.Add(name.Value))
            {
                log.Error(name.Start, $"'{name.Value}' is here twice; join the two or rename one");
            }
            else
            {
                entries.Add((name, value));
            }
        }

        parser.MoveNext();
        return new MappingItem(start, entries);
    }

    private int Offset(Mark mark) => source.OffsetOf(mark.Line, mark.Column);
}
