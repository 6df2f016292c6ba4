using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading.Tasks;

namespace ReferenceServer.Benchmarks;

/// <summary>Rounds of both transports in turn, and medians over them. What disturbs the machine for seconds disturbs a pair of rounds, so the ratio is taken in each pair.</summary>
internal static class Table
{
    private static readonly string[] s_transports = ["ours", "kestrel"];

    public static async Task PrintAsync(IReadOnlyCollection<Scenario> scenarios, int rounds)
    {
        Console.WriteLine($"{Environment.ProcessorCount} processors, .NET {Environment.Version}, {rounds} rounds of each in turn, each on a new process; medians; ratios with the least and the most of any pair of rounds.\n");
        Console.WriteLine("| | | ours | Kestrel's own | ours / Kestrel's | aim |");
        Console.WriteLine("|---|---|---|---|---|---|");
        foreach (var scenario in scenarios)
        {
            var figures = s_transports.ToDictionary(transport => transport, _ => new List<double[]>());
            for (var round = 0; round < rounds; round++)
            {
                // Who goes second finds a warmer machine, so they take turns at that, too.
                foreach (var transport in round % 2 == 0 ? s_transports : s_transports.Reverse())
                {
                    using var server = await ServerProcess.StartAsync(transport);
                    figures[transport].Add(await scenario.MeasureAsync(server));
                }
            }

            for (var row = 0; row < scenario.Rows.Length; row++)
            {
                Print(row == 0 ? scenario.Name : "", scenario.Rows[row], [.. figures["ours"].Select(round => round[row])], [.. figures["kestrel"].Select(round => round[row])]);
            }
        }
    }

    private static void Print(string scenario, Row row, double[] ours, double[] control)
    {
        var ratios = ours.Zip(control, static (our, its) => our / its).Order().ToArray();
        var ratio = Median(ratios);
        var isRatio = double.IsFinite(ratio);
        var aim = row.Most is not { } most ? "" : string.Create(CultureInfo.InvariantCulture, $"≤ {most:0.00}: {(ratio <= most ? "met" : "missed")}");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {scenario} | {row.Name} | {Show(Median(ours))} | {Show(Median(control))} | {(isRatio ? $"{Show(ratio)} ({Show(ratios[0])} to {Show(ratios[^1])})" : "")} | {aim} |"));
    }

    private static double Median(double[] figures)
    {
        var sorted = figures.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    private static string Show(double figure) => figure.ToString(
        Math.Abs(figure) switch { >= 1000 => "N0", >= 100 => "0", >= 10 => "0.0", _ => "0.00" }, CultureInfo.InvariantCulture);
}
