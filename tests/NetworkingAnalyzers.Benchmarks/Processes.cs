using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Threading.Tasks;

namespace NetworkingAnalyzers.Benchmarks;

/// <summary>Whole compiler processes: nothing, the floor, this package, and each of its peers alone.</summary>
internal static class Processes
{
    /// <summary>Measures and prints.</summary>
    /// <param name="call">What to compile.</param>
    /// <param name="rounds">How often, each case once in a round, so that a noisy neighbour on the machine hurts all alike; medians are printed.</param>
    /// <param name="alone">Whether to leave the peers out, which take most of the time.</param>
    public static async Task Measure(CompilerCall call, int rounds, bool alone)
    {
        ImmutableArray<Installed> cases = [Installed.None, Installed.Nothing, Installed.Ours, Installed.OursStrict, .. alone ? [] : await Installed.Peers()];
        var sources = call.Arguments.Where(argument => argument.EndsWith(".cs", StringComparison.Ordinal)).Select(path => Path.Combine(call.Folder, path)).ToList();
        Console.WriteLine($"{call.Folder}: {sources.Count} files, {sources.Sum(path => File.ReadLines(path).Count())} lines, {rounds} rounds");

        // The round that fills the disk's cache is the one in which the compiler itself is asked for times; it is not in the medians.
        var asked = new Dictionary<Installed, CompilerRun>();
        var rules = new Dictionary<Installed, int>();
        foreach (var @case in cases)
        {
            asked[@case] = await CompilerRun.Of(call, [.. @case.Arguments, "/reportanalyzer"]);
            rules[@case] = @case.Arguments.IsEmpty ? 0 : await @case.CountRules();
        }

        var runs = cases.ToDictionary(@case => @case, _ => new List<CompilerRun>());
        for (var round = 0; round < rounds; round++)
        {
            foreach (var @case in cases)
            {
                runs[@case].Add(await CompilerRun.Of(call, @case.Arguments));
            }
        }

        double Of(Installed @case, Func<CompilerRun, double> what) => runs[@case].Select(what).Order().ElementAt(rounds / 2);
        double Added(Installed @case) => Of(@case, run => run.Wall) - Of(Installed.None, run => run.Wall);
        Console.WriteLine("| | rules | wall s | added s | of nothing's | added ms per rule | processor s | analyzers s | MB | peak MB | findings |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|---|---|");
        foreach (var @case in cases)
        {
            var added = Added(@case);
            Console.WriteLine(
                $"| {@case.Name} | {rules[@case]} | {Of(@case, run => run.Wall):0.00} | {added:0.00} | {added / Added(Installed.Nothing):0.00} | {(rules[@case] > 0 ? added * 1000 / rules[@case] : 0):0.0} "
                + $"| {Of(@case, run => run.Processor):0.00} | {asked[@case].Times.Sum(row => row.Seconds):0.00} "
                + $"| {Of(@case, run => run.Allocated) / 1048576:0} | {Of(@case, run => run.Peak) / 1048576:0} | {asked[@case].Findings} |");
        }
    }
}
