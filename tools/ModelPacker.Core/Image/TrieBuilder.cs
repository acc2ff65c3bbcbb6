using System.Buffers.Binary;
using System.Text;

namespace ModelPacker.Core.Image;

/// <summary>
/// Writes the TOKN section (docs/image-format.md): the pieces as a double-array trie (Aoe 1989), filled first-fit in breadth-first
/// order, so that the same pieces always give the same bytes.
/// </summary>
public static class TrieBuilder
{
    private const int TablesAt = 16 + 256;
    private const ushort None = 65535;

    /// <param name="pieces">All pieces in the order of their embedding rows; pieces that start a word begin with a space.</param>
    /// <param name="unk">Index of the unknown piece, which no text matches.</param>
    /// <param name="end">Index of the end piece, which no text matches.</param>
    /// <returns>The section's bytes.</returns>
    /// <exception cref="ArgumentException">A piece is empty or occurs twice, an index is out of range, or the trie needs too many
    /// states.</exception>
    public static byte[] Build(IReadOnlyList<string> pieces, int unk, int end)
    {
        if (pieces.Count is 0 or >= None)
            throw new ArgumentException($"{pieces.Count} pieces; there must be 1 to {None - 1}", nameof(pieces));
        if ((uint)unk >= pieces.Count || (uint)end >= pieces.Count)
            throw new ArgumentException($"unknown piece {unk} or end piece {end} is not among the {pieces.Count} pieces");

        var root = new Node();
        var classes = new byte[256];
        for (var i = 0; i < pieces.Count; i++)
        {
            if (i != unk && i != end)
                Insert(root, Encoding.UTF8.GetBytes(pieces[i]), i, classes);
        }

        byte classCount = 0;
        for (var i = 0; i < classes.Length; i++)
        {
            if (classes[i] != 0)
                classes[i] = ++classCount;
        }

        var states = Place(root, classes);
        var section = new byte[TablesAt + 6 * states.Count];
        WriteWord(0, (ushort)states.Count);
        WriteWord(2, (ushort)pieces.Count);
        WriteWord(4, (ushort)unk);
        WriteWord(6, (ushort)end);
        classes.CopyTo(section, 16);
        for (var s = 0; s < states.Count; s++)
        {
            WriteWord(TablesAt + 2 * s, (ushort)(states[s]?.Base ?? 0));
            WriteWord(TablesAt + 2 * (states.Count + s), states[s]?.Check ?? None);
            WriteWord(TablesAt + 2 * (2 * states.Count + s), states[s]?.Piece ?? None);
        }

        return section;

        void WriteWord(int offset, ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(section.AsSpan(offset), value);
    }

    private static void Insert(Node root, byte[] bytes, int piece, byte[] classes)
    {
        if (bytes.Length == 0)
            throw new ArgumentException($"piece {piece} is empty");
        var node = root;
        foreach (var value in bytes)
        {
            classes[value] = 1;
            if (!node.Children.TryGetValue(value, out var child))
                node.Children.Add(value, child = new Node());
            node = child;
        }

        if (node.Piece != None)
            throw new ArgumentException($"pieces {node.Piece} and {piece} are the same: '{Encoding.UTF8.GetString(bytes)}'");
        node.Piece = (ushort)piece;
    }

    private static List<Node?> Place(Node root, byte[] classes)
    {
        var states = new List<Node?> { root };
        var queue = new Queue<(Node Node, int State)>([(root, 0)]);
        var free = 1; // no state below is free
        while (queue.TryDequeue(out var item))
        {
            var (node, state) = item;
            if (node.Children.Count == 0)
                continue;
            while (free < states.Count && states[free] is not null)
                free++;
            node.Base = Math.Max(0, free - classes[node.Children.Keys.First()]);
            while (node.Children.Keys.Any(value => !IsFree(node.Base + classes[value])))
                node.Base++;
            foreach (var (value, child) in node.Children)
            {
                var target = node.Base + classes[value];
                if (target >= None)
                    throw new ArgumentException($"the subword trie needs more than {None} states; use fewer or shorter pieces");
                while (states.Count <= target)
                    states.Add(null);
                states[target] = child;
                child.Check = (ushort)state;
                queue.Enqueue((child, target));
            }
        }

        return states;

        bool IsFree(int state) => state >= states.Count || (state > 0 && states[state] is null);
    }

    private sealed class Node
    {
        public SortedDictionary<byte, Node> Children { get; } = [];
        public int Base { get; set; }
        public ushort Check { get; set; } = None;
        public ushort Piece { get; set; } = None;
    }
}
