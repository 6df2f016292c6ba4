using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;
using NetworkingAnalyzers.Situations;

namespace NetworkingAnalyzers.Rules.Delivery;

/// <summary>The overload that tells its error through <c>out SocketError</c> is used and the error is never read: nothing is thrown, and a reset looks like the end.</summary>
public sealed class ErrorOutUnread : NetworkingRule
{
    /// <summary>Describes the rule.</summary>
    public ErrorOutUnread()
        : base(
            "NWA1010",
            "The error of a send or receive is not read",
            "'{0}' throws nothing here, it tells its failure through '{1}', and nobody reads that; test it, or use the overload that throws",
            "With 'out SocketError' a failed call returns 0 and throws nothing. A send that has failed looks like one that has succeeded, and a connection "
            + "that was reset in the middle of a message looks like one that the peer closed in good order.")
    {
    }

    /// <inheritdoc/>
    public override string? NoFix => "Which errors mean that one should try again, and what is to be done on the others, depends on the program.";

    private protected override void Watch(Watch on, NetTypes net) => on.Calls(Topics.SendsBytes | Topics.ReceivesBytes, Judge);

    private static void Judge(Call call)
    {
        if (!call.Is(Topics.Datagram)
            && ErrorOf(call) is { } error
            && (call.Is(Topics.SendsBytes) ? !CountIsCompared(call) : !IsDiscard(error) && CountIsCompared(call))
            && IsNeverRead(error, call)
            && Connections.Carries(call.Receiver, call.Seen))
        {
            call.Report(call.Name, "SocketError");
        }
    }

    private static IOperation? ErrorOf(Call call) => Uses.ArgumentsOf(call.Operation)
        .FirstOrDefault(argument => argument.Parameter is { RefKind: RefKind.Out, Type.Name: "SocketError" })?.Value;

    private static bool IsDiscard(IOperation error) => error is IDiscardOperation or IDeclarationExpressionOperation { Expression: IDiscardOperation };

    private static bool IsNeverRead(IOperation error, Call call)
    {
        var target = error is IDeclarationExpressionOperation declaration ? declaration.Expression : error;
        return target is IDiscardOperation
            || (target is ILocalReferenceOperation { Local: var local } && !Writes.ReadsAmong(call.Body.MentionsOf(local)).Any());
    }

    /// <summary>Somebody looks at how many bytes it were. A receive whose count is dropped is NWA2001's.</summary>
    private static bool CountIsCompared(Call call)
    {
        var fate = Fate.Of(call.Operation);
        return fate.Kind switch
        {
            FateKind.Dropped => false,
            FateKind.Stored => fate.Accumulates || fate.Into is not ILocalSymbol local || Writes.ReadsAmong(call.Body.MentionsOf(local)).Any(),
            _ => true,
        };
    }
}
