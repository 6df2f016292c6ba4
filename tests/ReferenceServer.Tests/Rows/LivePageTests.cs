using System;
using System.Linq;
using System.Net.Http;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using ReferenceServer.Tests.Stage;

namespace ReferenceServer.Tests.Rows;

/// <summary>The sample's page shows what the sample tells, and what it tells can be scraped.</summary>
public sealed partial class LivePageTests
{
    [Fact]
    public async Task Every_value_that_the_page_plots_is_told_and_nothing_comes_from_elsewhere()
    {
        using var sample = await Sample.StartAsync("reference");
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{sample.Port}/") };
        var page = await client.GetStringAsync("").Bounded();
        await client.GetStringAsync("burn?ms=1").Bounded();

        Assert.DoesNotMatch("https?://", page);
        var stats = JsonDocument.Parse(await client.GetStringAsync("stats.json").Bounded()).RootElement;
        var plotted = Plotted().Matches(page).Select(match => match.Groups[1].Value).Distinct().ToList();
        Assert.True(plotted.Count >= 8, "The page plots next to nothing.");
        Assert.All(plotted, name => Assert.True(stats.TryGetProperty(name, out _), $"The page plots {name}, which is not told."));
    }

    [Fact]
    public async Task Metrics_are_lines_that_a_scraper_reads()
    {
        using var sample = await Sample.StartAsync("reference");
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{sample.Port}/") };
        var lines = (await client.GetStringAsync("metrics").Bounded()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Contains(lines, line => line.StartsWith("reference_connections_open ", StringComparison.Ordinal));
        Assert.All(lines, line => Assert.Matches(Line(), line));
    }

    /// <summary>Values that the page has no default for.</summary>
    [GeneratedRegex(@"\bs\.(\w+)(?! \|\| 0)\b")]
    private static partial Regex Plotted();

    /// <summary>Prometheus text format 0.0.4: a comment, or a name, labels and a number.</summary>
    [GeneratedRegex("""^(# (HELP|TYPE) .+|[a-zA-Z_:][a-zA-Z0-9_:]*(\{[a-zA-Z_][a-zA-Z0-9_]*="(\\.|[^"\\])*"(,[a-zA-Z_][a-zA-Z0-9_]*="(\\.|[^"\\])*")*\})? (NaN|[+-]?Inf|[-+0-9.eE]+))$""")]
    private static partial Regex Line();
}
