using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace ReferenceServer.Delivery.Faults.Processes;

/// <summary>Many schedules on several lanes, each for the protocol and for the naive pair; every result is a line of a file, so that a run that was interrupted goes on where it was.</summary>
internal sealed class Campaign(string results)
{
    private const string Ours = "delivery";
    private const string Naive = "naive";
    private static readonly string[] s_columns = ["seed", "who", "faults", "lives", "attachments", "offered", "delivered", "lost", "duplicated", "reordered", "corrupted", "unexpected", "recovered", "failure"];

    private readonly Lock _gate = new();

    /// <summary>Runs those of the seeds that are not in the file.</summary>
    /// <param name="seeds">Which schedules.</param>
    /// <param name="lanes">How many at a time.</param>
    /// <param name="cancellation">Ends the run early and cleanly.</param>
    public void Run(IEnumerable<ulong> seeds, int lanes, CancellationToken cancellation)
    {
        Lane.RemoveWhatKilledRunsLeft();
        var done = Rows().GroupBy(row => row["seed"]).Where(rows => rows.Count() == 2).Select(rows => rows.Key).ToHashSet();
        var left = new Queue<ulong>(seeds.Where(seed => !done.Contains(Text(seed))));
        Task.WaitAll([.. Enumerable.Range(0, lanes).Select(number => Task.Factory.StartNew(() => RunLane(number, left, cancellation), TaskCreationOptions.LongRunning))], CancellationToken.None);
    }

    /// <summary>All results in the file, as a table; whether every promise was kept.</summary>
    public bool Print()
    {
        var rows = Rows().ToArray();
        Console.WriteLine($"| {rows.Count(row => row["who"] == Ours)} schedules | faults | processes started | offered | delivered | lost | duplicated | reordered | corrupted | unexpected | recovered | schedules that broke a promise or did not end |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|---|---|---|");
        foreach (var (who, name) in new[] { (Ours, "delivery protocol"), (Naive, "naive pair of incident 2") })
        {
            var mine = rows.Where(row => row["who"] == who).ToArray();

            // The naive sender knows the end of nothing.
            var sums = new[] { "faults", "lives", "offered", "delivered", "lost", "duplicated", "reordered", "corrupted", "unexpected", "recovered" }
                .Select(column => who == Naive && column == "recovered" ? "-" : Text(mine.Sum(row => long.Parse(row[column], CultureInfo.InvariantCulture))));
            Console.WriteLine($"| {name} | {string.Join(" | ", sums)} | {mine.Count(IsBroken)} |");
        }

        var broken = rows.Where(row => row["who"] == Ours && IsBroken(row)).ToArray();
        foreach (var row in broken)
        {
            Console.WriteLine($"seed {row["seed"]}: {string.Join(", ", row.Select(cell => $"{cell.Key} {cell.Value}"))}");
        }

        return broken.Length == 0;
    }

    private static bool IsBroken(Dictionary<string, string> row) =>
        row["failure"].Length > 0 || new[] { "lost", "duplicated", "reordered", "corrupted", "unexpected" }.Any(column => row[column] != "0");

    private static string Text<T>(T number)
        where T : IFormattable => number.ToString(null, CultureInfo.InvariantCulture);

    private void RunLane(int number, Queue<ulong> left, CancellationToken cancellation)
    {
        using var lane = Lane.Open(number);
        while (!cancellation.IsCancellationRequested)
        {
            ulong seed;
            lock (_gate)
            {
                if (!left.TryDequeue(out seed))
                {
                    return;
                }
            }

            var plan = Plan.Of(seed);
            try
            {
                var ours = lane.Run(plan, cancellation, keep: $"{results}.{seed}");
                var naive = lane.RunNaive(plan, cancellation);
                Add(plan, Ours, ours);
                Add(plan, Naive, naive);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private void Add(Plan plan, string who, in ScheduleResult result)
    {
        var verdict = result.Verdict;
        string[] cells = [
            Text(plan.Seed), who, Text(result.Faults), Text(result.Lives), Text(result.Attachments), Text(plan.Messages), Text(verdict.Delivered), Text(verdict.Lost), Text(verdict.Duplicated),
            Text(verdict.Reordered), Text(verdict.Corrupted), Text(verdict.Unexpected), Text(verdict.Recovered), result.Failure];
        lock (_gate)
        {
            var isNew = !File.Exists(results);
            File.AppendAllLines(results, [.. isNew ? new[] { string.Join('\t', s_columns) } : [], string.Join('\t', cells)]);
            if (who == Ours && !result.Holds)
            {
                Console.WriteLine($"{plan}{Environment.NewLine}{result}{Environment.NewLine}its notebooks and logs: {results}.{plan.Seed}");
            }
        }
    }

    private IEnumerable<Dictionary<string, string>> Rows() => File.Exists(results)
        ? File.ReadLines(results).Skip(1).Select(line => s_columns.Zip(line.Split('\t')).ToDictionary(cell => cell.First, cell => cell.Second))
        : [];
}
