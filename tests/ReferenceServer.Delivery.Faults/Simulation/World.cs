using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using ReferenceServer.Delivery.Wire;

namespace ReferenceServer.Delivery.Faults.Simulation;

/// <summary>What one simulated run came to.</summary>
/// <param name="Verdict">What was lost, doubled and so on.</param>
/// <param name="Steps">How many events it had.</param>
/// <param name="Attachments">How often the session was attached.</param>
/// <param name="Crashes">How often a process died.</param>
/// <param name="SessionLost">Why the session was given up, if it was.</param>
/// <param name="Stuck">Whether something was still under way at the end, although nothing was broken any more.</param>
/// <param name="Endings">Why connections ended, with counts.</param>
public sealed record SimulatedRun(
    Verdict Verdict, int Steps, int Attachments, int Crashes, ErrorCode SessionLost, bool Stuck, IReadOnlyDictionary<ErrorCode, int> Endings);

/// <summary>
/// A sender, a receiver, two disks and the wires between them, in one thread and in virtual time. Everything random comes from the schedule's seed, so a run can be had again exactly.
/// </summary>
public sealed class World
{
    /// <summary>Small limits, so that windows fill and messages fall into pieces.</summary>
    public static readonly Limits Limits = new(4096, 256, 2000, 8, TimeSpan.FromSeconds(1));

    private const int MostSteps = 200_000;
    private static readonly TimeSpan s_end = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan s_atMost = TimeSpan.FromMinutes(12);

    private readonly PriorityQueue<Action, (TimeSpan At, int Order)> _events = new();
    private readonly Random _random;
    private int _order;
    private int _steps;
    private int _crashes;

    private World(Schedule schedule)
    {
        Schedule = schedule;
        _random = new Random(Schedule.Mix(schedule.Seed, 0));
        Receiver = new SimulatedReceiver(this, _random);
        Sender = new SimulatedSender(this, _random);
    }

    internal Schedule Schedule { get; }

    internal Ledger Ledger { get; } = new();

    internal TimeSpan Now { get; private set; }

    internal bool IsHealed => Now >= s_end;

    internal SimulatedReceiver Receiver { get; }

    internal SimulatedSender Sender { get; }

    internal ErrorCode SessionLost { get; set; }

    internal int Attachments { get; set; }

    internal Dictionary<ErrorCode, int> Endings { get; } = [];

    /// <summary>Runs the schedule to its end.</summary>
    public static SimulatedRun Run(Schedule schedule) => new World(schedule).Run();

    internal void In(double milliseconds, Action action) => At(Now + TimeSpan.FromMilliseconds(milliseconds), action);

    internal void At(TimeSpan at, Action action) => _events.Enqueue(action, (at, _order++));

    internal void Ended(ErrorCode code) => Endings[code] = Endings.GetValueOrDefault(code) + 1;

    /// <summary>The bytes of a message: its number, then what the seed gives.</summary>
    internal byte[] Payload(ulong number)
    {
        var random = new Random(Schedule.Mix(Schedule.Seed, number));
        var bytes = new byte[8 + random.Next(0, Schedule.LongestMessage)];
        random.NextBytes(bytes);
        BinaryPrimitives.WriteUInt64BigEndian(bytes, number);
        return bytes;
    }

    private SimulatedRun Run()
    {
        Sender.Start();
        Receiver.Start();
        for (var number = 1; number <= Schedule.Messages; number++)
        {
            var offered = (ulong)number;
            At(TimeSpan.FromMilliseconds(_random.Next(0, 60_000)), () => Sender.OfferNext());
        }

        var done = false;
        while (!done && _steps < MostSteps && Now < s_atMost && _events.TryDequeue(out var next, out var when))
        {
            _steps++;
            Now = when.At;
            next();
            Disturb();
            done = IsHealed && Sender.IsDone && Receiver.IsDone;
        }

        return new SimulatedRun(Ledger.Judge(), _steps, Attachments, _crashes, SessionLost, !done && SessionLost == ErrorCode.None, Endings);
    }

    private void Disturb()
    {
        if (Schedule.CrashAtStep == _steps)
        {
            Crash(Schedule.CrashSender);
        }

        if (IsHealed)
        {
            return;
        }

        if (_random.NextDouble() < Schedule.Crash)
        {
            Crash(_random.Next(2) == 0);
        }

        if (_random.NextDouble() < Schedule.ClockJump)
        {
            var jump = TimeSpan.FromSeconds(_random.Next(-4000, 4000));
            SimulatedProcess process = _random.Next(2) == 0 ? Sender : Receiver;
            process.ClockOffset += jump;
        }
    }

    private void Crash(bool sender)
    {
        _crashes++;
        SimulatedProcess process = sender ? Sender : Receiver;
        process.Crash();
    }
}
