using System;
using System.IO;
using Microsoft.Win32.SafeHandles;
using ReferenceServer.Transport.Linux;

namespace ReferenceServer.Transport;

/// <summary>How many descriptors this process holds, and how many it may.</summary>
internal static class Descriptors
{
    private static long s_lastUsed;

    /// <summary>Null where the system has no such limit or does not tell.</summary>
    public static unsafe (long Used, long Limit)? Count()
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        Libc.ResourceLimit limit;
        if (Libc.getrlimit(Libc.RLIMIT_NOFILE, &limit) != 0)
        {
            return null;
        }

        var most = limit.Soft > int.MaxValue ? int.MaxValue : (long)limit.Soft;
        try
        {
            s_lastUsed = Directory.GetFileSystemEntries("/proc/self/fd").Length;
            return (s_lastUsed, most);
        }
        catch (IOException)
        {
            // To look takes a descriptor, and there is none.
            return (most, most);
        }
    }
}

/// <summary>
/// A descriptor held for the moment when there is none left, so that the process can then still write its log, open what
/// the eviction needs and load code that was never run before.
/// </summary>
internal sealed class SpareDescriptor
{
    private SafeFileHandle? _held;

    public SpareDescriptor() => Take();

    public void Take()
    {
        if (_held is null && OperatingSystem.IsLinux())
        {
            try
            {
                _held = File.OpenHandle("/dev/null");
            }
            catch (IOException)
            {
                // Still none; the next episode asks again.
            }
        }
    }

    public void Release()
    {
        _held?.Dispose();
        _held = null;
    }
}
