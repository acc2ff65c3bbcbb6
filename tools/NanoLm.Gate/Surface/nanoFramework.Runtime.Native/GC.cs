// The part of nanoFramework.Runtime.Native 1.7 that the firmware may use: declarations only.
namespace nanoFramework.Runtime.Native
{
    public static class GC
    {
        public static uint Run(bool compactHeap) => 0;
    }
}
