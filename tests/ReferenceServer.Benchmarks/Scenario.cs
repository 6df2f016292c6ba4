using System;
using System.Collections.Generic;
using System.Threading.Tasks;

namespace ReferenceServer.Benchmarks;

/// <summary>One figure of a scenario.</summary>
/// <param name="Name">With its unit.</param>
/// <param name="Most">What ours divided by Kestrel's may be at most, or null if there is no aim.</param>
internal sealed record Row(string Name, double? Most = null);

/// <summary>A load and its figures, one for each row.</summary>
internal sealed record Scenario(string Name, Row[] Rows, Func<ServerProcess, Task<double[]>> MeasureAsync)
{
    /// <summary>1.05 times the throughput for a CPU-second.</summary>
    private const double Processor = 1 / 1.05;

    public static IEnumerable<Scenario> All(bool isShort)
    {
        var time = TimeSpan.FromSeconds(isShort ? 1 : 4);
        Row[] requests = [new("requests/s"), new("processor time for a request, µs", Most: Processor), new("median, ms"), new("99 %, ms", Most: 1), new("not answered")];
        yield return new Scenario("keep-alive, 64 connections", requests, server => Loads.KeepAliveAsync(server, "/", 1, time));
        var handler = TimeSpan.FromMilliseconds(0.1);
        yield return new Scenario("keep-alive, 64 connections, handlers compute for 0.1 ms", requests, server => Loads.KeepAliveAsync(server, Server.Burning(handler), 1, time));
        yield return new Scenario("pipelined by 16, 64 connections", [requests[0], requests[1], requests[^1]], server => Loads.KeepAliveAsync(server, "/", 16, time));
        foreach (var atOnce in (int[])[100, 1000])
        {
            yield return new Scenario($"a connection for each request, {atOnce} at once", requests, server => Loads.ChurnAsync(server, atOnce, isShort ? 2000 : 20_000));
        }

        var count = isShort ? 500 : 10_000;
        yield return new Scenario(
            string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{count:N0} idle connections"),
            [new("private memory for each, bytes", Most: 0.8), new("managed heap for each, bytes", Most: 0.8)],
            server => Loads.IdleAsync(server, count));
        foreach (var burn in (int[])[10, 100])
        {
            yield return new Scenario($"8 clients let handlers compute, {burn} ms each: a trivial request", [new("median, ms"), new("99 %, ms", Most: 1)], server => Loads.BurnAsync(server, Server.Burning(TimeSpan.FromMilliseconds(burn)), time));
        }
    }
}
