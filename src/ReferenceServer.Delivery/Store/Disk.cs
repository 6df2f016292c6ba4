using System;
using System.IO;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace ReferenceServer.Delivery.Store;

/// <summary>What .NET has no call for: flushing a file's data alone, and flushing a directory, without which a new file's name may be gone after a power cut.</summary>
internal static partial class Disk
{
    private const int FullOnUnix = 28;
    private const int FullOnWindows = unchecked((int)0x80070070);
    private const int OverQuota = 122;

    /// <summary>Whether a write failed for want of room.</summary>
    public static bool IsFull(IOException failure) => failure.HResult is FullOnUnix or OverQuota or FullOnWindows;

    /// <summary>Returns when the disk has the file's bytes and its length.</summary>
    public static void SyncData(SafeFileHandle file)
    {
        if (!OperatingSystem.IsLinux())
        {
            RandomAccess.FlushToDisk(file);
        }
        else if (fdatasync(file) != 0)
        {
            throw new IOException($"fdatasync failed: {Marshal.GetLastPInvokeErrorMessage()}");
        }
    }

    /// <summary>Returns when the disk has the directory's names.</summary>
    public static void SyncDirectory(string directory)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        var descriptor = open(directory, 0);
        if (descriptor < 0)
        {
            throw new IOException($"The directory '{directory}' cannot be opened: {Marshal.GetLastPInvokeErrorMessage()}");
        }

        using var handle = new SafeFileHandle(descriptor, ownsHandle: true);
        if (fsync(handle) != 0)
        {
            throw new IOException($"fsync of '{directory}' failed: {Marshal.GetLastPInvokeErrorMessage()}");
        }
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fdatasync(SafeFileHandle file);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fsync(SafeFileHandle file);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int open(string path, int flags);
}
