using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Threading;
using ReferenceServer.Delivery.Faults;
using ReferenceServer.Delivery.Faults.Processes;
using ReferenceServer.Delivery.Faults.Simulation;
using ReferenceServer.Delivery.Wire;

return args switch
{
    ["simulate", .. var rest] => Simulate(rest),
    ["processes", .. var rest] => Processes(rest),
    ["replay", var seed] => Replay(ulong.Parse(seed, CultureInfo.InvariantCulture)),
    ["act", .. var rest] => await Actors.RunAsync(ActorArguments.Parse(rest)),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("""
        simulate [SCHEDULES] [FIRST-SEED]   the pure parts under that many random schedules (default 20000, from seed 1)
        replay SEED                         one of them again, told in full
        processes [SCHEDULES] [FIRST-SEED] [RESULTS.tsv] [LANES]   sender, server and receiver as processes in network namespaces under that many random schedules, and the naive pair under the same;
                                                                   what is in the results already is not run again
        """);
    return 2;
}

static int Simulate(string[] arguments)
{
    var schedules = arguments.Length > 0 ? int.Parse(arguments[0], CultureInfo.InvariantCulture) : 20_000;
    var first = arguments.Length > 1 ? ulong.Parse(arguments[1], CultureInfo.InvariantCulture) : 1;
    var clock = Stopwatch.StartNew();
    var (total, attachments, crashes, steps) = (default(Verdict), 0L, 0L, 0L);
    var endings = new SortedDictionary<ErrorCode, int>();
    var failed = new List<ulong>();
    for (var seed = first; seed < first + (ulong)schedules; seed++)
    {
        var run = World.Run(Schedule.Random(seed));
        total += run.Verdict;
        (attachments, crashes, steps) = (attachments + run.Attachments, crashes + run.Crashes, steps + run.Steps);
        foreach (var (code, count) in run.Endings)
        {
            endings[code] = endings.GetValueOrDefault(code) + count;
        }

        if (!run.Verdict.Holds || run.Stuck || run.SessionLost != ErrorCode.None)
        {
            failed.Add(seed);
            Console.WriteLine($"seed {seed}: {run.Verdict}, stuck {run.Stuck}, session lost {run.SessionLost}");
        }
    }

    Console.WriteLine($"{schedules} schedules, {steps} steps, {attachments} attachments, {crashes} crashes in {clock.Elapsed.TotalSeconds:F0} s");
    Console.WriteLine(total);
    Console.WriteLine("connections ended: " + string.Join(", ", endings.Select(ending => $"{ending.Key} {ending.Value}")));
    Console.WriteLine(failed.Count == 0 ? "all held" : $"{failed.Count} FAILED; again with: replay {failed[0]}");
    return failed.Count == 0 ? 0 : 1;
}

static int Processes(string[] arguments)
{
    if (Lane.WhatIsMissing() is { } missing)
    {
        Console.Error.WriteLine(missing);
        return 2;
    }

    var schedules = arguments.Length > 0 ? int.Parse(arguments[0], CultureInfo.InvariantCulture) : 20;
    var first = arguments.Length > 1 ? ulong.Parse(arguments[1], CultureInfo.InvariantCulture) : 1;
    var results = arguments.Length > 2 ? Path.GetFullPath(arguments[2]) : Path.Combine(Directory.CreateTempSubdirectory("delivery-faults-").FullName, "results.tsv");
    var lanes = arguments.Length > 3 ? int.Parse(arguments[3], CultureInfo.InvariantCulture) : 2 * Environment.ProcessorCount;
    Directory.CreateDirectory(Path.GetDirectoryName(results)!);
    using var interrupted = new CancellationTokenSource();
    using var onInterrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Interrupt);
    using var onTerminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Interrupt);
    var clock = Stopwatch.StartNew();
    var campaign = new Campaign(results);
    Console.WriteLine($"Seeds {first} to {first + (ulong)schedules - 1}, {lanes} at a time; one again: processes 1 SEED. Results: {results}");
    campaign.Run(Enumerable.Range(0, schedules).Select(number => first + (ulong)number), lanes, interrupted.Token);
    Console.WriteLine($"{clock.Elapsed.TotalSeconds:F0} s");
    return campaign.Print() ? 0 : 1;

    void Interrupt(PosixSignalContext context)
    {
        // The lanes remove what they have made.
        context.Cancel = true;
        interrupted.Cancel();
    }
}

static int Replay(ulong seed)
{
    var schedule = Schedule.Random(seed);
    var run = World.Run(schedule);
    Console.WriteLine(schedule);
    Console.WriteLine(run);
    Console.WriteLine(string.Join(", ", run.Endings));
    return run.Verdict.Holds && !run.Stuck && run.SessionLost == ErrorCode.None ? 0 : 1;
}
