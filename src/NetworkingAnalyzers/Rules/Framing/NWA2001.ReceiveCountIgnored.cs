using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;
using NetworkingAnalyzers.Situations;

namespace NetworkingAnalyzers.Rules.Framing;

/// <summary>A receive whose count nobody reads: the buffer is taken for full, or for a message, whatever arrived.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ReceiveCountIgnored : NetworkingRule
{
    /// <summary>Describes the rule.</summary>
    public ReceiveCountIgnored()
        : base(
            "NWA2001",
            "The count of a receive is ignored",
            "'{0}' may deliver fewer bytes than the buffer holds and its count is dropped; use the count, or read exactly the bytes you need",
            "TCP delivers a stream of bytes, not messages: a receive returns as soon as some bytes are there, one byte or all, and "
            + "0 at the end. Code that drops the count works on one machine and reads torn or stale messages on a real network, "
            + "and it never notices that the peer has closed.")
    {
    }

    private protected override void Watch(Watch on, NetTypes net) => on.Calls(Topics.ReceivesBytes, Judge);

    private static void Judge(Call call)
    {
        if (IsDropped(call)
            && !WantsNoBytes(call)
            && Connections.Carries(call.Receiver, call.Seen))
        {
            call.Report(call.Name);
        }
    }

    private static bool IsDropped(Call call)
    {
        var fate = Fate.Of(call.Operation);
        return fate.Kind == FateKind.Dropped
            || (fate.Kind == FateKind.Stored && fate.Into is ILocalSymbol local && !fate.Accumulates
                && !Writes.ReadsAmong(call.Body.MentionsOf(local)).Any());
    }

    /// <summary>A receive of no bytes waits until some can be read; its count is always 0.</summary>
    private static bool WantsNoBytes(Call call) =>
        Uses.ArgumentsOf(call.Operation).Any(argument => Buffers.IsEmpty(argument.Value));
}
