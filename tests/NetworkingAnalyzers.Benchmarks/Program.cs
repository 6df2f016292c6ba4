using System;
using System.CommandLine;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Running;
using NetworkingAnalyzers.Benchmarks;

var code = new Argument<FileSystemInfo>("code")
{
    Description = "A project, which is built first, or a folder of C# that need not build; this repository's own sources where it is left out.",
    DefaultValueFactory = _ => new DirectoryInfo(Path.Combine(CodeBase.RepositoryRoot, "src")),
};
var processes = new Option<bool>("--processes") { Description = "Whole compiler processes: no analyzers, one that does nothing, these rules, and each peer of Peers/Peers.csproj alone. Wants a project." };
var alone = new Option<bool>("--alone") { Description = "With --processes: without the peers." };
var quick = new Option<bool>("--quick") { Description = "Interleaved rounds in this process instead of BenchmarkDotNet: a table in a minute." };
var rounds = new Option<int>("--rounds") { Description = "Rounds of --processes and --quick.", DefaultValueFactory = _ => 5 };
var each = new Option<bool>("--each") { Description = "With --quick: also the time of every rule, by the compiler's own clock." };
var copies = new Option<int[]>("--copies") { Description = "With --quick: the code so many times over in one compilation, for each of the numbers.", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [1] };
var framework = new Option<string?>("--framework") { Description = "The target framework of a project that has several." };
var properties = new Option<string[]>("--property", "-p") { Description = "An MSBuild property for the project's build, Name=value; repeatable." };
var root = new RootCommand("What the rules cost: the time and allocation they add to a compilation of real code.") { code, processes, alone, quick, rounds, each, copies, framework, properties };
root.SetAction(async parsed =>
{
    var path = parsed.GetRequiredValue(code).FullName;
    var isProject = File.Exists(path);
    if (!isProject && (parsed.GetValue(processes) || !Directory.Exists(path)))
    {
        Console.Error.WriteLine($"'{path}' is not a {(parsed.GetValue(processes) ? "project" : "project or folder")}.");
        return 2;
    }

    var call = isProject ? await CompilerCall.Of(path, parsed.GetValue(framework), parsed.GetValue(properties) ?? []) : null;
    if (parsed.GetValue(processes))
    {
        await Processes.Measure(call!, parsed.GetValue(rounds), parsed.GetValue(alone));
    }
    else if (parsed.GetValue(quick))
    {
        var read = call is null ? CodeBase.In(path) : CodeBase.Of(call);
        foreach (var times in parsed.GetRequiredValue(copies))
        {
            await Quick(read.Times(times), parsed.GetValue(rounds), parsed.GetValue(each));
        }
    }
    else
    {
        Environment.SetEnvironmentVariable(RulesBenchmark.FolderVariable, isProject ? Path.GetDirectoryName(path) : path);
        BenchmarkRunner.Run<RulesBenchmark>(DefaultConfig.Instance);
    }

    return 0;
});
return await root.Parse(args).InvokeAsync();

// Rounds are interleaved so that a noisy neighbour on the machine hurts every row alike; medians are printed. Processor time, of all threads, is what such a neighbour disturbs least.
static async Task Quick(CodeBase code, int rounds, bool each)
{
    Console.WriteLine($"{code.Name}: {code.Files} files, {code.Lines} lines, {rounds} rounds, {CodeBase.Rules.Length} rules");
    var cases = RulesBenchmark.Cases.Take(RulesBenchmark.Together).ToArray();
    var times = cases.ToDictionary(name => name, _ => new double[rounds]);
    var processor = cases.ToDictionary(name => name, _ => new double[rounds]);
    var allocated = cases.ToDictionary(name => name, _ => 0L);
    var findings = cases.ToDictionary(name => name, _ => 0);
    for (var round = -1; round < rounds; round++)
    {
        foreach (var name in cases)
        {
            GC.Collect();
            var before = GC.GetTotalAllocatedBytes(precise: true);
            var used = Environment.CpuUsage.TotalTime;
            var clock = Stopwatch.StartNew();
            var analyzers = RulesBenchmark.Of(name);
            var found = analyzers.Length == 0 ? code.Compile() : await code.Analyze([.. analyzers]);

            // Round -1 warms up the compiler.
            if (round >= 0)
            {
                times[name][round] = clock.Elapsed.TotalMilliseconds;
                processor[name][round] = (Environment.CpuUsage.TotalTime - used).TotalMilliseconds;
                allocated[name] = GC.GetTotalAllocatedBytes(precise: true) - before;
                findings[name] = analyzers.Length == 0 ? 0 : found;
            }
        }
    }

    var nothing = Median(times["does nothing"]);
    var floor = Median(times["no analyzers"]);
    var (nothingUsed, floorUsed) = (Median(processor["does nothing"]), Median(processor["no analyzers"]));
    Console.WriteLine($"{"case",-14}{"ms",9}{"of nothing",12}{"added ms",10}{"of nothing's",13}{"processor ms",14}{"added",9}{"of nothing's",13}{"MB",9}{"findings",10}");
    foreach (var name in cases)
    {
        var (time, busy) = (Median(times[name]), Median(processor[name]));
        Console.WriteLine($"{name,-14}{time,9:0.0}{time / nothing,12:0.00}{time - floor,10:0.0}{(time - floor) / (nothing - floor),13:0.00}"
            + $"{busy,14:0.0}{busy - floorUsed,9:0.0}{(busy - floorUsed) / (nothingUsed - floorUsed),13:0.00}{allocated[name] / 1048576.0,9:0.0}{findings[name],10}");
    }

    if (each)
    {
        foreach (var (id, spent) in (await code.TimesOfRules()).OrderByDescending(rule => rule.Time))
        {
            Console.WriteLine($"{id,-14}{spent.TotalMilliseconds,9:0.0}");
        }
    }
}

static double Median(double[] values) => values.Order().ElementAt(values.Length / 2);
