using System;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;
using NetworkingAnalyzers.Situations;

namespace NetworkingAnalyzers.Rules.Accepting;

/// <summary>An accept loop that takes as many connections as clients care to open.</summary>
public sealed class ConnectionsUnlimited : NetworkingRule
{
    private static readonly string[] Words = ["Semaphore", "Limit", "Max", "Throttle", "Quota", "Capacity"];

    /// <summary>Describes the rule.</summary>
    public ConnectionsUnlimited()
        : base(
            "NWA4004",
            "Connections are accepted without a limit",
            "'{0}' takes as many connections as clients care to open; wait for a free place, such as a 'SemaphoreSlim', before the next accept",
            "Each connection costs a descriptor, buffers and a handler. Without a bound the clients decide how many there are, and the server dies for all of them "
            + "instead of letting the last ones wait in the kernel's queue.",
            Certainty.Strict)
    {
    }

    /// <inheritdoc/>
    public override string? NoFix => "How many connections the server can bear, and where the place is given back, is for the author to say.";

    /// <inheritdoc/>
    public override string? Threat => "a client that opens connections without end exhausts memory or descriptors";

    private protected override void Watch(Watch on, NetTypes net) => on.BodiesWith(Topics.Accepts | Topics.HoldsAccepted, Judge);

    private static void Judge(Seen seen)
    {
        foreach (var loop in AcceptLoops.Of(seen.Compilation).In(seen.Body, seen.Cancellation))
        {
            if (loop.Given.Any(given => given.As is GivenAs.HandedOver or GivenAs.Called or GivenAs.Unknown)
                && !loop.IsBounded
                && Evidence.TypeOf(new Call(loop.Accept, Topics.None, seen)) is { } type
                && !seen.Sources.NamesIn(type).Any(name => Words.Any(word => name.IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0))
                && !TestCode.Holds(seen.Body.Owner, seen.Compilation))
            {
                seen.Report(Uses.PlaceOf(loop.Accept), Uses.NameOf(loop.Accept));
            }
        }
    }
}
