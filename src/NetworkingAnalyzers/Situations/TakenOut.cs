using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;

namespace NetworkingAnalyzers.Situations;

/// <summary>Messages that are taken out of a queue or list before they are sent: <c>var next = queue[0]; queue.RemoveAt(0); Send(next);</c>.</summary>
internal static class TakenOut
{
    /// <summary>
    /// Where the variable of what is sent gets the next message of the queue: a removal that a send reaches only by way of that takes out another message, not the one that was sent.
    /// </summary>
    public static IEnumerable<IOperation> NextOf(IOperation removal, IOperation send, Seen seen)
    {
        if (removal is not IInvocationOperation { TargetMethod: var method } || !Delivering.TakesOut(method) || Uses.ReceiverOf(removal) is not { } receiver || Makings.SymbolOf(receiver) is not { } queue)
        {
            return [];
        }

        return Makings.Of(Sends.PayloadOf(send), seen.Body).OfType<ILocalSymbol>()
            .SelectMany(local => Writes.Among(seen.Body.MentionsOf(local)))
            .Select(write => write.Value ?? LookThatGives(write.At))
            .OfType<IOperation>()
            .Where(value => Operations.BelowInFunction(value).Any(part => SymbolEqualityComparer.Default.Equals(Makings.SymbolOf(part), queue)));
    }

    /// <summary><c>queue.TryPeek(out var next)</c>.</summary>
    private static IOperation? LookThatGives(IOperation written) =>
        (written.Parent is IDeclarationExpressionOperation declared ? declared.Parent : written.Parent) is IArgumentOperation { Parent: IInvocationOperation look } ? look : null;
}
