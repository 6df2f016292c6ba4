using System;
using System.CommandLine;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Running;
using NetworkingAnalyzers.Benchmarks;

var folder = new Argument<DirectoryInfo>("folder")
{
    Description = "A folder of C# to compile; this repository's own sources where it is left out.",
    DefaultValueFactory = _ => new DirectoryInfo(Path.Combine(CodeBase.RepositoryRoot, "src")),
};
var quick = new Option<bool>("--quick") { Description = "Interleaved rounds in this process instead of BenchmarkDotNet: a table in a minute." };
var rounds = new Option<int>("--rounds") { Description = "Rounds of --quick.", DefaultValueFactory = _ => 9 };
var each = new Option<bool>("--each") { Description = "With --quick, also every rule alone." };
var root = new RootCommand("What the rules cost: the time and allocation they add to a compilation of real code.") { folder, quick, rounds, each };
root.SetAction(async parsed =>
{
    var path = parsed.GetRequiredValue(folder).FullName;
    if (!Directory.Exists(path))
    {
        Console.Error.WriteLine($"'{path}' is not a folder.");
        return 2;
    }

    if (parsed.GetValue(quick))
    {
        await Quick(path, parsed.GetValue(rounds), parsed.GetValue(each));
        return 0;
    }

    Environment.SetEnvironmentVariable(RulesBenchmark.FolderVariable, path);
    BenchmarkRunner.Run<RulesBenchmark>(DefaultConfig.Instance);
    return 0;
});
return await root.Parse(args).InvokeAsync();

// Rounds are interleaved so that a noisy neighbour on the machine hurts every row alike; medians are printed.
static async Task Quick(string path, int rounds, bool each)
{
    var code = new CodeBase(path);
    Console.WriteLine($"{code.Folder}: {code.Files} files, {code.Lines} lines, {rounds} rounds, {CodeBase.AllRules.Length} rules");
    var cases = RulesBenchmark.Cases.Take(each ? int.MaxValue : RulesBenchmark.Together).ToArray();
    var times = cases.ToDictionary(name => name, _ => new double[rounds]);
    var allocated = cases.ToDictionary(name => name, _ => 0L);
    var findings = cases.ToDictionary(name => name, _ => 0);
    for (var round = -1; round < rounds; round++)
    {
        foreach (var name in cases)
        {
            GC.Collect();
            var before = GC.GetTotalAllocatedBytes(precise: true);
            var clock = Stopwatch.StartNew();
            var analyzers = RulesBenchmark.Of(name);
            var found = analyzers.Length == 0 ? code.Compile() : await code.Analyze([.. analyzers]);

            // Round -1 warms up the compiler.
            if (round >= 0)
            {
                times[name][round] = clock.Elapsed.TotalMilliseconds;
                allocated[name] = GC.GetTotalAllocatedBytes(precise: true) - before;
                findings[name] = analyzers.Length == 0 ? 0 : found;
            }
        }
    }

    var nothing = Median(times["does nothing"]);
    var floor = Median(times["no analyzers"]);
    Console.WriteLine($"{"case",-14}{"ms",9}{"of nothing",12}{"added ms",10}{"MB",9}{"findings",10}");
    foreach (var name in cases)
    {
        var time = Median(times[name]);
        Console.WriteLine($"{name,-14}{time,9:0.0}{time / nothing,12:0.00}{time - floor,10:0.0}{allocated[name] / 1048576.0,9:0.0}{findings[name],10}");
    }
}

static double Median(double[] values) => values.Order().ElementAt(values.Length / 2);
