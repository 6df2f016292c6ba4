using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.Linq;
using ReferenceServer.Delivery.Faults;
using ReferenceServer.Delivery.Faults.Processes;
using ReferenceServer.Delivery.Faults.Simulation;
using ReferenceServer.Delivery.Wire;

return args switch
{
    ["simulate", .. var rest] => Simulate(rest),
    ["processes", .. var rest] => Processes(rest),
    ["replay", var seed] => Replay(ulong.Parse(seed, CultureInfo.InvariantCulture)),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("""
        simulate [SCHEDULES] [FIRST-SEED]   the pure parts under that many random schedules (default 20000, from seed 1)
        replay SEED                         one of them again, told in full
        processes [SCHEDULES] [FIRST-SEED] [MESSAGES]   sender and receiver as processes, killed and cut off at random, and the naive ones under the same faults
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
    var schedules = arguments.Length > 0 ? int.Parse(arguments[0], CultureInfo.InvariantCulture) : 20;
    var first = arguments.Length > 1 ? ulong.Parse(arguments[1], CultureInfo.InvariantCulture) : 1;
    var messages = arguments.Length > 2 ? int.Parse(arguments[2], CultureInfo.InvariantCulture) : 20_000;
    var totals = new (Verdict Verdict, int Faults, int NotEnded)[2];
    for (var seed = first; seed < first + (ulong)schedules; seed++)
    {
        foreach (var naive in new[] { false, true })
        {
            var (verdict, faults, ended) = ProcessSchedule.Run(seed, naive, messages);
            ref var total = ref totals[naive ? 1 : 0];
            total = (total.Verdict + verdict, total.Faults + faults, total.NotEnded + (ended ? 0 : 1));
            if (!naive && (!verdict.Holds || !ended))
            {
                Console.WriteLine($"seed {seed}: {verdict}, ended {ended}");
            }
        }
    }

    Console.WriteLine($"{schedules} schedules of {messages} messages, the same faults for both:");
    Console.WriteLine("            faults | delivered | lost | twice | reordered | not what was sent | did not end");
    foreach (var (name, total) in new[] { ("delivery", totals[0]), ("naive", totals[1]) })
    {
        Console.WriteLine($"{name,-11} {total.Faults,6} | {total.Verdict.Delivered,9} | {total.Verdict.Lost,4} | {total.Verdict.Duplicated,5} | {total.Verdict.Reordered,9} | {total.Verdict.Corrupted + total.Verdict.Unexpected,17} | {total.NotEnded,11}");
    }

    return totals[0].Verdict.Holds && totals[0].NotEnded == 0 ? 0 : 1;
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
