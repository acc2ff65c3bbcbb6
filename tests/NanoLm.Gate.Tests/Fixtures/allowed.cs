using System;

public delegate int Change(int value);

public abstract class Shape
{
    private readonly int[][] rows = { new[] { 1, 2 }, new[] { 3 } };
    private static readonly byte[] Table = { 1, 2, 3, 4, 5, 6, 7, 8 };
    public string Name { get; set; } = "shape";
    public abstract int Sides();
    public int Half(int value) => value / 2 + value % 10;
    public string Label(int n) => n switch { 0 => "none", 1 => "one", _ => Name + " " + n.ToString() };
    public int Sum(Change change)
    {
        var sum = 0;
        foreach (var row in rows)
        {
            for (var i = 0; i < row.Length; i++) sum += change(row[i]);
        }
        lock (this) sum += Table[sum & 7];
        return sum;
    }

    public static bool TryParse(byte[] bytes, out int value)
    {
        value = 0;
        try { value = bytes[0]; return true; }
        catch (Exception e) when (e.Message != null) { return false; }
    }
}
