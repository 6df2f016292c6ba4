using System;
using System.Diagnostics;
using System.IO;

namespace ReferenceServer.Delivery.Tests.Store;

/// <summary>A disk of a given size at a folder, until it is disposed of.</summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly string _folder;

    private SmallDisk(string folder) => _folder = folder;

    public static SmallDisk MountOrSkip(string folder, string size)
    {
        Directory.CreateDirectory(folder);
        Assert.SkipUnless(Run("mount", "-t", "tmpfs", "-o", $"size={size}", "delivery-test", folder), "This root may not mount.");
        return new SmallDisk(folder);
    }

    public void Grow(string size) => Assert.True(Run("mount", "-o", $"remount,size={size}", _folder));

    public void Dispose() => Assert.True(Run("umount", _folder));

    private static bool Run(string command, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardError = true })!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
