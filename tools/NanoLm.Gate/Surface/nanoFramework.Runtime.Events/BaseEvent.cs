// The part of nanoFramework.Runtime.Events 1.11 that the firmware may use: declarations only.
namespace nanoFramework.Runtime.Events
{
    public class BaseEvent { }
}
