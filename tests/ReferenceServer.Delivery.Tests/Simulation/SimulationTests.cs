using System;
using System.Linq;
using ReferenceServer.Delivery.Faults;
using ReferenceServer.Delivery.Faults.Simulation;
using ReferenceServer.Delivery.Wire;

namespace ReferenceServer.Delivery.Tests.Simulation;

/// <summary>
/// A few hundred of the schedules; tens of thousands with `dotnet run -c Release --project tests/ReferenceServer.Delivery.Faults -- simulate 20000`.
/// </summary>
public sealed class SimulationTests
{
    [Fact]
    public void Whatever_breaks_every_promise_holds()
    {
        for (var seed = 1UL; seed <= 300; seed++)
        {
            MustHold(Schedule.Random(seed));
        }
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, false)]
    [InlineData(false, true)]
    public void A_process_may_die_at_every_step(bool sender, bool afterHandler)
    {
        var schedule = new Schedule(9) { Messages = 12, CrashSender = sender, AfterHandler = afterHandler, Withdraw = 0.2 };
        var steps = MustHold(schedule).Steps;
        for (var step = 1; step < steps; step += 7)
        {
            Assert.Equal(1, MustHold(schedule with { CrashAtStep = step }).Crashes);
        }
    }

    [Fact]
    public void The_same_seed_gives_the_same_run()
    {
        var (one, other) = (World.Run(Schedule.Random(5)), World.Run(Schedule.Random(5)));
        Assert.Equal(one with { Endings = other.Endings }, other);
        Assert.Equal(one.Endings.OrderBy(ending => ending.Key), other.Endings.OrderBy(ending => ending.Key));
    }

    [Fact]
    public void A_seed_means_the_same_in_every_process() => Assert.Equal(1568932815, Schedule.Mix(5, 77));

    [Fact]
    public void A_run_shows_a_receiver_that_acknowledges_too_early()
    {
        var runs = Enumerable.Range(1, 50).Select(seed => World.Run(Schedule.Random((ulong)seed) with { AcknowledgesTooEarly = true, Crash = 0.01 })).ToArray();
        Assert.Contains(runs, run => run.Verdict.Early > 0);
        Assert.Contains(runs, run => run.SessionLost == ErrorCode.PositionLost);
    }

    [Fact]
    public void A_run_shows_an_application_whose_effects_are_not_held_against_their_numbers()
    {
        var runs = Enumerable.Range(1, 50).Select(seed => World.Run(Schedule.Random((ulong)seed) with { ForgetsItsEffects = true, Crash = 0.01 }));
        Assert.Contains(runs, run => run.Verdict.Duplicated > 0);
    }

    [Fact]
    public void A_receiver_that_was_rolled_back_is_noticed_or_has_lost_nothing()
    {
        // A power cut in the mode that survives only the death of the process: what the peer knows of must not be missing in silence.
        var lost = 0;
        for (var seed = 1UL; seed <= 100; seed++)
        {
            var schedule = Schedule.Random(seed) with { Rollback = 0.3, Crash = 0.005 };
            var run = World.Run(schedule);
            if (run.SessionLost == ErrorCode.None)
            {
                Assert.True(run.Verdict.Lost == 0 && !run.Stuck, $"seed {seed}: {run}");
            }
            else
            {
                lost++;
            }
        }

        Assert.InRange(lost, 1, 100);
    }

    private static SimulatedRun MustHold(Schedule schedule)
    {
        var run = World.Run(schedule);
        Assert.True(run.Verdict.Holds && !run.Stuck && run.SessionLost == ErrorCode.None, $"{schedule}{Environment.NewLine}{run}");
        return run;
    }
}
