using System;
using System.Collections.Generic;
using System.Diagnostics.Metrics;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using ReferenceServer.Transport;

namespace ReferenceServer.Tests.Transport;

/// <summary>The table of metrics in docs/reference-server.md is what the meter has: names, kinds and units.</summary>
public sealed partial class MetricNamesTests
{
    [Fact]
    public void The_page_lists_the_metrics_that_there_are()
    {
        List<string> has = [];
        using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var factory = services.GetRequiredService<IMeterFactory>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, _) =>
            {
                if (instrument.Meter.Name == TransportMetrics.MeterName && ReferenceEquals(instrument.Meter.Scope, factory))
                {
                    has.Add($"{instrument.Name} {(instrument.GetType().Name.Contains("Counter", StringComparison.Ordinal) ? "counter" : "gauge")} {instrument.Unit!.Trim('{', '}')}");
                }
            },
        };
        listener.Start();
        _ = new TransportMetrics(factory);

        var told = File.ReadLines(PathToPage()).Select(line => Line().Match(line)).Where(match => match.Success)
            .Select(match => $"{match.Groups[1].Value} {match.Groups[2].Value} {match.Groups[3].Value}");
        Assert.NotEmpty(has);
        Assert.Equal(has.Order(StringComparer.Ordinal), told.Order(StringComparer.Ordinal));
    }

    [GeneratedRegex(@"^\| `(reference\.[a-z_.]+)` \| (\w+) \| ([\w-]+) \|")]
    private static partial Regex Line();

    // Not by the path of this file: CI's builds map it away.
    private static string PathToPage()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "NetworkingAnalyzers.sln")))
        {
            folder = folder.Parent ?? throw new DirectoryNotFoundException("The tests are not below the repository.");
        }

        return Path.Combine(folder.FullName, "docs", "reference-server.md");
    }
}
