using System;

namespace ReferenceServer.Delivery.Faults.Simulation;

/// <summary>What goes wrong in one simulated run, and how often. Everything follows from the seed.</summary>
public sealed record Schedule(ulong Seed)
{
    /// <summary>How many messages the sender offers.</summary>
    public int Messages { get; init; } = 30;

    /// <summary>The longest message, in bytes; pieces are at most 256.</summary>
    public int LongestMessage { get; init; } = 700;

    /// <summary>The probability that a chunk on the wire is lost, though its connection lives on.</summary>
    public double Drop { get; init; }

    /// <summary>The probability that a chunk arrives twice.</summary>
    public double Duplicate { get; init; }

    /// <summary>The probability that a chunk overtakes those before it.</summary>
    public double Reorder { get; init; }

    /// <summary>The probability that one bit of a chunk is flipped.</summary>
    public double Flip { get; init; }

    /// <summary>The probability that a chunk is cut short and its connection breaks.</summary>
    public double Break { get; init; }

    /// <summary>The probability that a broken connection is noticed by neither side before its heartbeat.</summary>
    public double HalfOpen { get; init; }

    /// <summary>The probability, per step, that a process dies.</summary>
    public double Crash { get; init; }

    /// <summary>The step at which the process in <see cref="CrashSender"/> dies; 0 for none.</summary>
    public int CrashAtStep { get; init; }

    /// <summary>Whether it is the sender that dies at <see cref="CrashAtStep"/>.</summary>
    public bool CrashSender { get; init; }

    /// <summary>The probability, per step, that a clock jumps.</summary>
    public double ClockJump { get; init; }

    /// <summary>The probability, per commit, that a disk is full for a while.</summary>
    public double DiskFull { get; init; }

    /// <summary>The probability that a message's sender withdraws it a moment later.</summary>
    public double Withdraw { get; init; }

    /// <summary>The probability that a crash of the receiver takes with it the last records that its disk had confirmed: what its durability mode rules out.</summary>
    public double Rollback { get; init; }

    /// <summary>Whether the receiver acknowledges when its handler returns, instead of when its journal has the message.</summary>
    public bool AfterHandler { get; init; }

    /// <summary>A receiver that is wrong on purpose, to show that a run would show it: it acknowledges what it has only in memory.</summary>
    public bool AcknowledgesTooEarly { get; init; }

    /// <summary>A receiver that is wrong on purpose: after a restart its handler's effects are not held against their numbers.</summary>
    public bool ForgetsItsEffects { get; init; }

    /// <summary>A number that follows from these two alone (SplitMix64); .NET's own hash codes differ from process to process.</summary>
    public static int Mix(ulong seed, ulong number)
    {
        var mixed = seed + (number * 0x9E3779B97F4A7C15UL) + 0x9E3779B97F4A7C15UL;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9UL;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EBUL;
        return (int)((mixed ^ (mixed >> 31)) & int.MaxValue);
    }

    /// <summary>A schedule in which everything may go wrong, some of it often.</summary>
    public static Schedule Random(ulong seed)
    {
        var random = new Random(Mix(seed, 77));
        double Some(double most) => random.Next(3) == 0 ? 0 : random.NextDouble() * most;
        return new Schedule(seed)
        {
            Messages = random.Next(5, 60),
            LongestMessage = random.Next(4) == 0 ? 3000 : 300,
            Drop = Some(0.05),
            Duplicate = Some(0.1),
            Reorder = Some(0.1),
            Flip = Some(0.03),
            Break = Some(0.05),
            HalfOpen = random.NextDouble(),
            Crash = Some(0.01),
            ClockJump = Some(0.005),
            DiskFull = Some(0.05),
            Withdraw = Some(0.2),
            AfterHandler = random.Next(2) == 0,
        };
    }
}
