using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Text.RegularExpressions;
using System.Threading.Tasks;

namespace NetworkingAnalyzers.Benchmarks;

/// <summary>One run of the compiler in a process of its own, as a build without the compiler server starts it.</summary>
/// <param name="Wall">From the start of the process to its end, in seconds.</param>
/// <param name="Processor">The processor time of all its threads, in seconds.</param>
/// <param name="Allocated">Bytes that it allocated on the managed heap.</param>
/// <param name="Peak">The largest working set, in bytes.</param>
/// <param name="Output">What it printed.</param>
public sealed partial record CompilerRun(double Wall, double Processor, long Allocated, long Peak, string Output)
{
    /// <summary>Names the file in which the process leaves what it has used.</summary>
    public const string UsageVariable = "NETWORKING_ANALYZERS_BENCHMARK_USAGE";

    /// <summary>How many diagnostics of analyzers were printed.</summary>
    public int Findings => Finding().Count(Output);

    /// <summary>
    /// The time of each analyzer in seconds, by its rules' ids, where the run was asked for it: the sum over all threads, so that it may exceed the wall time.
    /// </summary>
    public IReadOnlyList<(string Ids, double Seconds)> Times =>
        [.. Row().Matches(Output).Select(match => (match.Groups["ids"].Value, double.Parse(match.Groups["seconds"].Value, CultureInfo.InvariantCulture)))];

    /// <summary>Compiles.</summary>
    /// <param name="call">What to compile.</param>
    /// <param name="more">Arguments beside: analyzers and their configuration.</param>
    /// <exception cref="InvalidOperationException">The code does not compile, or an analyzer could not be loaded or threw.</exception>
    public static async Task<CompilerRun> Of(CompilerCall call, IEnumerable<string> more)
    {
        var folder = Directory.CreateTempSubdirectory("networking-analyzers-").FullName;
        try
        {
            var response = Path.Combine(folder, "arguments.rsp");
            var usage = Path.Combine(folder, "usage");
            ImmutableArray<string> arguments = [.. call.Arguments, .. more, "/out:" + Path.Combine(folder, "out.dll"), "/doc:" + Path.Combine(folder, "out.xml")];
            await File.WriteAllLinesAsync(response, arguments.Where(argument => argument != "/noconfig").Select(argument => $"\"{argument}\""));
            var start = new ProcessStartInfo("dotnet", [CodeBase.FromBuild("Compiler"), "/noconfig", "@" + response]) { RedirectStandardOutput = true, WorkingDirectory = call.Folder };
            start.Environment["DOTNET_STARTUP_HOOKS"] = Assembly.GetExecutingAssembly().Location;
            start.Environment[UsageVariable] = usage;
            var clock = Stopwatch.StartNew();
            using var process = Process.Start(start)!;
            var output = await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
            var wall = clock.Elapsed.TotalSeconds;
            if (CannotWork().Match(output) is { Success: true } why)
            {
                throw new InvalidOperationException(why.Value);
            }

            var used = (await File.ReadAllTextAsync(usage)).Split(' ');
            return new(wall, double.Parse(used[0], CultureInfo.InvariantCulture), long.Parse(used[1], CultureInfo.InvariantCulture), long.Parse(used[2], CultureInfo.InvariantCulture), output);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // An analyzer's own error is a finding; the compiler's, and what it says of analyzers that it could not run, spoils the measurement.
    [GeneratedRegex(@"^.*(error CS\d+|warning (AD0001|CS8032|CS8033|CS8034|CS9057)).*$", RegexOptions.Multiline)]
    private static partial Regex CannotWork();

    [GeneratedRegex(@"^.*\(\d+,\d+\): (warning|error) (?!CS)[A-Za-z]+\d+:", RegexOptions.Multiline)]
    private static partial Regex Finding();

    [GeneratedRegex(@"^\s*<?(?<seconds>[\d.]+)\s+<?\d+\s+\S+ \((?<ids>[A-Za-z]+\d+(, [A-Za-z]+\d+)*)\)", RegexOptions.Multiline)]
    private static partial Regex Row();
}
