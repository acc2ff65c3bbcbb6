public class Guarded
{
    public static Guarded Only = new Guarded();
    private Guarded() { throw new System.NotSupportedException("never"); }
}
