using NanoLm.Actions;

namespace NanoLm.Host;

/// <summary>Pins whose changes are said on stderr, such as "pin 12 = 1".</summary>
internal sealed class PrintedPins : Pins
{
    public override void Set(int pin, bool high) => System.Console.Error.WriteLine($"pin {pin} = {(high ? 1 : 0)}");

    public override void ShowBusy(bool busy)
    {
    }
}
