using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Linq;
using ReferenceServer.Delivery.Faults.Simulation;

namespace ReferenceServer.Delivery.Faults.Processes;

/// <summary>Who takes part: each is a process on a host of its own.</summary>
public enum Role
{
    /// <summary>A client that sends numbered messages.</summary>
    Sender,

    /// <summary>The server, whose handler sends on to the receiver what comes from the sender.</summary>
    Server,

    /// <summary>A client that notes what it is given.</summary>
    Receiver,
}

/// <summary>What happens to one of them.</summary>
public enum FaultKind
{
    /// <summary>Its cable is out: both ends of that cable lose their carrier, the hosts behind the switch are not told.</summary>
    Cut,

    /// <summary>Some of its packets are dropped, both ways.</summary>
    Loss,

    /// <summary>Nothing from it arrives, and it hears the others: half-open.</summary>
    OneWay,

    /// <summary>Its connections are reset by its kernel.</summary>
    Reset,

    /// <summary>SIGKILL; its kernel tells the peers. Started again after the fault's length.</summary>
    Kill,

    /// <summary>SIGKILL with the cable out, and its kernel forgets the connections: the peers are told nothing until they speak.</summary>
    KillUnseen,

    /// <summary>SIGSTOP, then SIGCONT: the connections stay open, nobody answers.</summary>
    Freeze,

    /// <summary>The disk under its store has no room left.</summary>
    DiskFull,

    /// <summary>Power cut: no packet leaves any more, and it starts again from what its disk's image held at that moment.</summary>
    PowerCut,
}

/// <summary>One fault.</summary>
/// <param name="Kind">What.</param>
/// <param name="Where">To whom.</param>
/// <param name="At">When, after the start.</param>
/// <param name="Length">How long.</param>
/// <param name="Percent">Of the packets, for <see cref="FaultKind.Loss"/>.</param>
public readonly record struct Fault(FaultKind Kind, Role Where, TimeSpan At, TimeSpan Length, int Percent = 0);

/// <summary>What happens in one schedule with real processes. Everything in it follows from the seed; what the faults meet depends on the machine.</summary>
public sealed record Plan(ulong Seed)
{
    /// <summary>How many messages the sender offers.</summary>
    public int Messages { get; init; } = 400;

    /// <summary>How many of them a second.</summary>
    public int Rate { get; init; } = 300;

    /// <summary>Of how many messages in a hundred the sender asks back those that are not acknowledged soon.</summary>
    public int WithdrawPercent { get; init; }

    /// <summary>Whether the role's journal is flushed to its disk, which a power cut then may hit.</summary>
    public required IReadOnlyDictionary<Role, bool> PowerLoss { get; init; }

    /// <summary>When the role acknowledges.</summary>
    public required IReadOnlyDictionary<Role, AcknowledgeAfter> AcknowledgeAfter { get; init; }

    /// <summary>Whether the server runs on the reference transport; else on Kestrel's own.</summary>
    public bool OwnTransport { get; init; }

    /// <summary>In the order of their beginnings.</summary>
    public required IReadOnlyList<Fault> Faults { get; init; }

    /// <summary>The plan of that seed.</summary>
    public static Plan Of(ulong seed)
    {
        var random = new Random(Schedule.Mix(seed, 4));
        var roles = Enum.GetValues<Role>();
        var powerLoss = roles.ToDictionary(role => role, _ => random.Next(2) == 0);
        var free = roles.ToDictionary(role => role, _ => TimeSpan.Zero);
        var faults = new List<Fault>();
        for (var left = random.Next(4, 13); left > 0; left--)
        {
            var where = roles[random.Next(roles.Length)];
            var kind = (FaultKind)random.Next(Enum.GetValues<FaultKind>().Length);
            kind = kind == FaultKind.PowerCut && !powerLoss[where] ? FaultKind.Kill : kind;
            var at = TimeSpan.FromMilliseconds(random.Next(100, 1900));
            var length = TimeSpan.FromMilliseconds(kind == FaultKind.Reset ? 0 : random.Next(20, 800));
            if (kind >= FaultKind.Kill)
            {
                // One thing at a time for a process and its disk; the network's faults may come on top.
                at = at > free[where] ? at : free[where];
                free[where] = at + length + TimeSpan.FromMilliseconds(random.Next(0, 400));
            }

            faults.Add(new Fault(kind, where, at, length, random.Next(5, 60)));
        }

        return new Plan(seed)
        {
            PowerLoss = powerLoss,
            AcknowledgeAfter = roles.ToDictionary(role => role, _ => (AcknowledgeAfter)random.Next(2)),
            WithdrawPercent = random.Next(3) == 0 ? 30 : 0,
            OwnTransport = random.Next(2) == 0,
            Faults = [.. faults.OrderBy(fault => fault.At)],
        };
    }

    /// <summary>The bytes of a message: its number, then what seed and number give; some are long enough to travel in pieces.</summary>
    public static byte[] Payload(ulong seed, ulong number)
    {
        var random = new Random(Schedule.Mix(seed, number + 1000));
        var bytes = new byte[sizeof(ulong) + random.Next(0, random.Next(50) == 0 ? 40_000 : 1500)];
        random.NextBytes(bytes);
        BinaryPrimitives.WriteUInt64BigEndian(bytes, number);
        return bytes;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Join(Environment.NewLine, [
        $"seed {Seed}: {Messages} messages at {Rate}/s, {WithdrawPercent} % asked back, {(OwnTransport ? "reference transport" : "Kestrel's transport")}",
        .. Enum.GetValues<Role>().Select(role => $"  {role}: survives {(PowerLoss[role] ? "power loss" : "process crash")}, acknowledges after {AcknowledgeAfter[role]}"),
        .. Faults.Select(fault => $"  {fault.At.TotalSeconds:F2} s: {fault.Kind} {fault.Where}, {fault.Length.TotalSeconds:F2} s{(fault.Kind == FaultKind.Loss ? $", {fault.Percent} %" : "")}")]);
}
