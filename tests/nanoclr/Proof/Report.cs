namespace NanoLm.Proof
{
    /// <summary>What came out, in lines as nanoFramework's unit test launcher writes them, and "Figure,name,sum,count".</summary>
    internal static class Report
    {
        /// <summary>Says whether something holds.</summary>
        /// <param name="name">What should hold.</param>
        /// <param name="fault">Why it does not, or null.</param>
        internal static void Check(string name, string fault)
        {
            System.Console.WriteLine(fault == null ? "Test passed," + name + ",0" : "Test failed," + name + "," + fault);
        }

        /// <summary>Says what was measured, in all; the desk divides it by the number of times.</summary>
        internal static void Figure(string name, int sum, int count)
        {
            System.Console.WriteLine("Figure," + name + "," + sum + "," + count);
        }

        /// <summary>Says what was measured once.</summary>
        internal static void Figure(string name, int value)
        {
            Figure(name, value, 1);
        }
    }
}
