using System;
using System.Linq;
using System.Threading.Tasks;
using ReferenceServer.Delivery.Faults.Processes;
using ReferenceServer.Delivery.Store;
using ReferenceServer.Delivery.Tests.Live;
using ReferenceServer.Delivery.Wire;

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

    [Theory]
    [InlineData(Durability.PowerLoss)]
    [InlineData(Durability.ProcessCrash)]
    public async Task A_power_cut_takes_from_a_disk_what_was_not_flushed_and_nothing_else(Durability durability)
    {
        Assert.SkipWhen(s_missing is not null, s_missing ?? "");
        using var folder = new Folder();
        using var disk = StoreDisk.Mount(folder["disk"], StoreDisk.MakeTemplate(folder["template"]));
        var journal = JournalStore.Open(folder["disk/store"], new JournalOptions { Durability = durability });
        var last = new TaskCompletionSource<AppendResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        var session = SessionId.Create();
        journal.Append(new StoreRecord(RecordKind.Session, session, 1));
        for (var number = 1UL; number <= 100; number++)
        {
            journal.Append(new StoreRecord(RecordKind.Incoming, session, number, new byte[100]), number == 100 ? new Told(last) : null);
        }

        Assert.Equal(AppendResult.Stored, await last.Task.WaitAsync(LiveServer.Patience));
        disk.CutPower(() => journal.DisposeAsync().AsTask().Wait());
        await using var after = JournalStore.Open(folder["disk/store"]);
        Assert.Equal(durability == Durability.PowerLoss ? 100 : 0, after.Recovered.Sum(kept => kept.Unconsumed.Count));
    }

    private static Lane OpenOrSkip(int number)
    {
        Assert.SkipWhen(s_missing is not null, s_missing ?? "");
        Lane.RemoveWhatKilledRunsLeft();
        return Lane.Open(number);
    }

    private sealed class Told(TaskCompletionSource<AppendResult> done) : IAppended
    {
        void IAppended.Appended(AppendResult result) => done.SetResult(result);
    }
}
