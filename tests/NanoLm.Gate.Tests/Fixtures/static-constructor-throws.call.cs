public static class Guarded
{
    public static int Value = Checked(0);
    private static int Checked(int value) { if (value == 0) throw new System.InvalidOperationException("no"); return value; }
}
