using ModelPacker.Training.Tokenization;

namespace ModelPacker.Training.Tests.Tokenization;

public sealed class PieceTrainerTests
{
    private static readonly Dictionary<string, long> Words = new()
    {
        ["light"] = 90, ["lights"] = 60, ["lighting"] = 20, ["turn"] = 80, ["kitchen"] = 70, ["kitten"] = 3, ["co2"] = 40, ["100"] = 99, ["10"] = 99, ["čaj"] = 2, ["zebra"] = 1,
    };

    [Fact]
    public void Specials_and_single_characters_come_first_and_frequent_words_are_one_piece()
    {
        IReadOnlyList<string> pieces = PieceTrainer.Train(Words, 130);
        Assert.Equal(["<unk>", "<end>"], pieces.Take(2));
        foreach (char character in "abcdefghijklmnopqrstuvwxyz0123456789č")
        {
            Assert.Contains(character.ToString(), pieces);
            Assert.Contains(" " + character, pieces);
        }
        Assert.Contains(" light", pieces);
        Assert.Contains(" turn", pieces);
        Assert.Contains(" kitchen", pieces);
        Assert.Equal(pieces.Count, pieces.Distinct().Count());
        Assert.InRange(pieces.Count, 100, 130);
    }

    [Fact]
    public void Digits_stay_alone_and_what_occurs_once_is_not_merged()
    {
        IReadOnlyList<string> pieces = PieceTrainer.Train(Words, 1000);
        Assert.DoesNotContain(pieces, piece => piece.Trim().Length > 1 && piece.Any(char.IsAsciiDigit));
        Assert.DoesNotContain(" zebra", pieces);
        Assert.Contains(" kitten", pieces);
    }

    [Fact]
    public void The_order_in_which_words_are_counted_does_not_matter()
    {
        Assert.Equal(PieceTrainer.Train(Words, 150), PieceTrainer.Train(Words.Reverse().ToDictionary(), 150));
    }

    [Fact]
    public void Counts_stay_right_where_a_pair_overlaps_itself()
    {
        IReadOnlyList<string> pieces = PieceTrainer.Train(new Dictionary<string, long> { ["baaaa"] = 5, ["aaa"] = 4 }, 1000);
        Assert.Contains(" baaaa", pieces);
        Assert.Contains(" aaa", pieces);
        Assert.DoesNotContain(pieces, piece => piece.Length > 6 && piece[0] != '<');
    }

    [Fact]
    public void Too_few_pieces_are_refused_with_the_number_that_is_needed()
    {
        string message = Assert.Throws<ArgumentException>(() => PieceTrainer.Train(Words, 40)).Message;
        Assert.Contains("need 86", message, StringComparison.Ordinal);
    }
}
