using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;
using Microsoft.Win32.SafeHandles;

namespace ReferenceServer;

/// <summary>Handlers as they should not be written, for trying what they do to everybody else.</summary>
internal static class Pitfalls
{
    /// <summary>Opens files until there is no descriptor left.</summary>
    public static List<SafeFileHandle> TakeAllDescriptors()
    {
        List<SafeFileHandle> held = [];
        try
        {
            while (held.Count < 100_000)
            {
                held.Add(File.OpenHandle("/dev/null"));
            }
        }
        catch (IOException)
        {
            // That was the last.
        }

        return held;
    }

    /// <summary>Blocks the thread it is called on.</summary>
    public static Task BlockAsync(HttpContext context, TimeSpan time)
    {
#pragma warning disable NWA6002 // the mistake is the point
        Thread.Sleep(time);
#pragma warning restore NWA6002
        return context.Response.WriteAsync("blocked");
    }
}
