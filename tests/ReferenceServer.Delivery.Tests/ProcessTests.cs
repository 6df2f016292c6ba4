using System;
using System.Collections.Generic;
using System.Linq;
using ReferenceServer.Delivery.Faults.Processes;

namespace ReferenceServer.Delivery.Tests;

/// <summary>
/// A few of the schedules with real processes; more with `dotnet run -c Release --project tests/ReferenceServer.Delivery.Faults -- processes 1000`.
/// </summary>
public sealed class ProcessTests
{
    private static readonly string? s_missing = Lane.WhatIsMissing();

    [Fact]
    public void Processes_die_and_the_network_breaks_and_disks_fill_and_nothing_is_lost_or_comes_twice()
    {
        using var lane = OpenOrSkip(0);
        foreach (var seed in new[] { 3UL, 4UL })
        {
            var plan = Plan.Of(seed);
            var result = lane.Run(plan, TestContext.Current.CancellationToken);
            Assert.True(result.Holds, $"{plan}{Environment.NewLine}{result}");
        }
    }

    [Fact]
    public void A_server_whose_disk_was_never_flushed_is_shown_by_a_power_cut()
    {
        using var lane = OpenOrSkip(1);
        var plan = Plan.Of(1) with
        {
            PowerLoss = Enum.GetValues<Role>().ToDictionary(role => role, _ => true),

            // While messages are under way, on a fast machine, and on a slow one.
            Faults = [.. new[] { 1.2, 3 }.Select(at => new Fault(FaultKind.PowerCut, Role.Server, TimeSpan.FromSeconds(at), TimeSpan.FromSeconds(0.1)))],
        };
        Assert.True(lane.Run(plan, TestContext.Current.CancellationToken).Holds);
        Assert.False(lane.Run(plan, TestContext.Current.CancellationToken, wrongDurability: true).Holds);
    }

    private static Lane OpenOrSkip(int number)
    {
        Assert.SkipWhen(s_missing is not null, s_missing ?? "");
        Lane.RemoveWhatKilledRunsLeft();
        return Lane.Open(number);
    }
}
