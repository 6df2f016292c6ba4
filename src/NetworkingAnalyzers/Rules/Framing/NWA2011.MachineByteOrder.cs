using System;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;
using NetworkingAnalyzers.Situations;

namespace NetworkingAnalyzers.Rules.Framing;

/// <summary>A number on the wire is read or written in the byte order of the machine: nobody has said which one the protocol has.</summary>
public sealed class MachineByteOrder : NetworkingRule
{
    private static readonly string[] OrderWords = ["Endian", "Reverse", "NetworkOrder", "HostOrder", "ByteOrder", "Swap"];

    /// <summary>Describes the rule.</summary>
    public MachineByteOrder()
        : base(
            "NWA2011",
            "A number on the wire has the byte order of the machine",
            "'{0}' uses the byte order of the machine for bytes on the wire; use 'BinaryPrimitives' and say which order the protocol has",
            "BitConverter reads and writes in the order of the machine: least significant byte first nearly everywhere, while most protocols of the Internet have the most significant first. "
            + "A peer in another language, or on another machine, reads 5 as 83,886,080.",
            Certainty.Strict)
    {
    }

    private protected override void Watch(Watch on, NetTypes net) => on.Calls(Topics.ReadsMachineOrder | Topics.WritesMachineOrder, Judge);

    private static void Judge(Call call)
    {
        if ((call.Is(Topics.ReadsMachineOrder) ? WireLengths.ComesFromConnection(call.Operation, call.Seen) : IsWiderThanAByte(call) && IsSent(call))
            && Evidence.TypeOf(call) is { } type
            && !Evidence.IsNamedIn(type, call.Seen, SaysOrder)
            && !TestCode.Holds(call.Body.Owner, call.Seen.Compilation))
        {
            call.Report(call.Name);
        }
    }

    private static bool IsWiderThanAByte(Call call) =>
        Uses.ArgumentOf(call.Operation, "value") is { Type.SpecialType: not SpecialType.System_Boolean };

    /// <summary>The bytes, or what holds them, are given to a call that sends.</summary>
    private static bool IsSent(Call call)
    {
        var local = Uses.ArgumentOf(call.Operation, "destination") is { } destination ? Operations.Below(destination).Select(Makings.SymbolOf).FirstOrDefault(symbol => symbol is not null)
            : Fate.Of(call.Operation) is { Kind: FateKind.Stored, Into: ILocalSymbol into } ? into : null;
        return call.Body.Uses.OfType<IInvocationOperation>().Any(send =>
            call.Net.TopicsOf(send.TargetMethod).HasAny(Topics.SendsBytes)
            && send.Arguments.Any(argument => Operations.Contains(argument, call.Operation) || (local is not null && Operations.Below(argument).Any(below => SymbolEqualityComparer.Default.Equals(Makings.SymbolOf(below), local))))
            && Connections.Carries(Uses.ReceiverOf(send), call.Seen));
    }

    /// <summary>Somebody thought of the order: a test for it, a reversal, a conversion from network order. A number that says its own order says nothing of its neighbour.</summary>
    private static bool SaysOrder(string name) =>
        !name.StartsWith("Read", StringComparison.Ordinal) && !name.StartsWith("Write", StringComparison.Ordinal)
        && OrderWords.Any(word => name.IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0);
}
