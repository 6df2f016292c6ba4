using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;

namespace NetworkingAnalyzers.Situations;

/// <summary>Where a listening socket is lost.</summary>
internal static class Listeners
{
    /// <summary>The field or property of this object that held the listener and now holds what it accepted, the listener being kept by nobody else; null where that is not so.</summary>
    public static ISymbol? LostBy(Call accept)
    {
        if (accept.Is(Topics.Begins | Topics.CompletesThroughArgs)
            || accept.Receiver is not { } receiver
            || !NetTypes.Is(receiver.Type, accept.Net.Socket)
            || Fate.Of(accept.Operation) is not { Kind: FateKind.Stored, Accumulates: false, At: ISimpleAssignmentOperation store }
            || Overwriting.VariableOf(store.Target, accept.Seen) is not { } variable
            || !SymbolEqualityComparer.Default.Equals(Makings.SymbolOf(Uses.Plain(receiver)), variable))
        {
            return null;
        }

        var mentions = accept.Seen.Sources.MentionsOf(variable);
        var function = Body.FunctionOf(accept.Operation);

        // Another name for it: anywhere one that lasts, in this function any that was given before.
        return mentions.Where(mention => Write.By(mention) is null).SelectMany(mention => Escape.UsesOf(mention)).Any(use =>
            use.Kind is UseKind.Stored or UseKind.PassedByReference
            || (use.Kind is UseKind.Aliased or UseKind.Passed or UseKind.Unknown && Body.FunctionOf(use.Mention).Syntax == function.Syntax && use.Mention.Syntax.SpanStart < accept.Operation.Syntax.SpanStart))
            ? null : variable;
    }
}
