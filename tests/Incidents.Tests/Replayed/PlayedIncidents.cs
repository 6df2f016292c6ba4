using System;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Xunit;

namespace Incidents.Tests.Replayed;

/// <summary>
/// The short form of each incident, played once for all tests; those that mostly wait side by side, those that measure one after the
/// other. A failure that needs load does not show on every play of a busy machine: what was not seen is played again, alone.
/// </summary>
public sealed class PlayedIncidents : IAsyncLifetime
{
    private const int MostReplays = 2;

    // What the program exits with where it played and something was not seen.
    private const int NotSeen = 1;

    private static readonly TimeSpan s_most = TimeSpan.FromMinutes(3);
    private readonly ConcurrentDictionary<int, Played> _played = new();

    /// <summary>What came of one; skips the test where the machine lacks what it needs.</summary>
    public Played this[int incident]
    {
        get
        {
            var played = _played[incident];
            Assert.SkipWhen(played.ExitCode == 3, played.Output);
            Assert.True(played.ExitCode == 0, played.Output);
            return played;
        }
    }

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        await Task.WhenAll(PlayAsync(2), PlayAsync(5), PlayAsync(6));
        await PlayAsync(1);
        await PlayAsync(3);
        await PlayAsync(4);
        foreach (var incident in _played.Keys.Order())
        {
            for (var replays = 0; replays < MostReplays && _played[incident].ExitCode == NotSeen; replays++)
            {
                await PlayAsync(incident);
            }
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>Starts samples/Incidents, which the build put beside this project.</summary>
    public static Process Start(params string[] arguments)
    {
        // .../tests/Incidents.Tests/bin/Debug/net10.0/ -> .../samples/Incidents/bin/Debug/net10.0/
        var here = new DirectoryInfo(AppContext.BaseDirectory);
        var program = Path.Combine(here.Parent!.Parent!.Parent!.Parent!.Parent!.FullName, "samples", "Incidents", "bin", here.Parent.Name, here.Name, "Incidents.dll");
        return Process.Start(new ProcessStartInfo("dotnet", [program, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
    }

    private async Task PlayAsync(int incident)
    {
        var facts = Path.GetTempFileName();
        try
        {
            using var process = Start($"{incident}", "--short", "--facts", facts);
            var (said, complained) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            await Task.WhenAll(said, complained, process.WaitForExitAsync()).WaitAsync(s_most);
            _played[incident] = new Played(process.ExitCode, said.Result + complained.Result, File.ReadAllLines(facts));
        }
        finally
        {
            File.Delete(facts);
        }
    }

    /// <summary>A played incident.</summary>
    /// <param name="ExitCode">Of the program.</param>
    /// <param name="Output">What it printed.</param>
    /// <param name="Lines">Its table: incident, row, column, value.</param>
    public sealed record Played(int ExitCode, string Output, string[] Lines)
    {
        /// <summary>A number of the table.</summary>
        public double this[string row, string column] =>
            double.Parse(Assert.Single(Lines.Select(line => line.Split('\t')), fields => fields[1] == row && fields[2] == column)[3], CultureInfo.InvariantCulture);
    }
}
