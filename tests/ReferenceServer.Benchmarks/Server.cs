using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net;
using System.Runtime;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using ReferenceServer.Transport;

namespace ReferenceServer.Benchmarks;

/// <summary>The measured process: Kestrel with nothing but a few bytes to say, on one transport or the other. It is asked for its figures by lines on its standard input and ends with it.</summary>
internal static class Server
{
    private static readonly byte[] s_hello = "Hello, World!"u8.ToArray();

    public static async Task ServeAsync(string transport)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Loopback, 0);
        });
        if (transport == "ours")
        {
            builder.WebHost.UseReferenceTransport();
        }

        await using var host = builder.Build();
        host.Run(Answer);
        await host.StartAsync();
        Console.WriteLine(new Uri(host.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()).Port);
        while (await Console.In.ReadLineAsync() is { } question)
        {
            Console.WriteLine(question == "memory" ? Memory() : Environment.CpuUsage.TotalTime.TotalMicroseconds.ToString(CultureInfo.InvariantCulture));
        }

        await host.StopAsync();
    }

    /// <summary>The path whose handler computes first, for at most a second.</summary>
    public static string Burning(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"/b{time.TotalMicroseconds:F0}");

    private static Task Answer(HttpContext context)
    {
        if (context.Request.Path.Value is ['/', 'b', .. var microseconds] && int.TryParse(microseconds, NumberStyles.None, CultureInfo.InvariantCulture, out var burn))
        {
            var began = Stopwatch.GetTimestamp();
            for (var time = TimeSpan.FromMicroseconds(Math.Min(burn, 1_000_000)); Stopwatch.GetElapsedTime(began) < time;)
            {
                Thread.SpinWait(10);
            }
        }

        context.Response.ContentLength = s_hello.Length;
        return context.Response.Body.WriteAsync(s_hello, 0, s_hello.Length);
    }

    /// <summary>Bytes that no other process shares, and bytes of the managed heap, after everything that can be collected is.</summary>
    private static string Memory()
    {
        for (var i = 0; i < 3; i++)
        {
            GCSettings.LargeObjectHeapCompactionMode = GCLargeObjectHeapCompactionMode.CompactOnce;
            GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
        }

        var pages = File.ReadLines("/proc/self/smaps_rollup").Where(line => line.StartsWith("Private_", StringComparison.Ordinal)).Sum(line => long.Parse(line.AsSpan(line.IndexOf(':') + 1)[..^2], NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture));
        return string.Create(CultureInfo.InvariantCulture, $"{pages * 1024} {GC.GetTotalMemory(forceFullCollection: false)}");
    }
}
