// The part of nanoFramework.Runtime.Native 1.7 that the firmware may use: declarations only.
namespace nanoFramework.Runtime.Native
{
    public static class SystemInfo
    {
        public static string TargetName => null;
    }
}
