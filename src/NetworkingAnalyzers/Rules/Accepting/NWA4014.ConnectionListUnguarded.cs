using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;
using NetworkingAnalyzers.Situations;

namespace NetworkingAnalyzers.Rules.Accepting;

/// <summary>A list of connections that the accept loop and the handlers of the connections change at the same time.</summary>
public sealed class ConnectionListUnguarded : NetworkingRule
{
    /// <summary>Describes the rule.</summary>
    public ConnectionListUnguarded()
        : base(
            "NWA4014",
            "A list of connections is changed by several threads",
            "'{0}' is used by several threads and nothing keeps them apart: '{1}' may run for one connection while '{2}' runs for another; use a 'ConcurrentDictionary', or one lock around every use",
            "List, Dictionary, HashSet and Queue bear one thread at a time. While one client comes another goes: the loop over the list throws InvalidOperationException and ends the handler, or the server; two that add at once lose one of the two, "
            + "which is then never sent to and never closed; a Dictionary of the .NET Framework can end in a loop that never ends. With few clients it nearly always works.")
    {
    }

    /// <inheritdoc/>
    public override string? NoFix => "A lock has to be around every use of the list and around no send; a concurrent collection has other members. Which of the two is for the author to say.";

    private protected override void Watch(Watch on, NetTypes net) => on.BodiesThat(body => AcceptLoops.MayBeIn(body) || body.Body.Uses.Any(AcceptsWebSocket), Judge);

    private static void Judge(Seen seen)
    {
        var told = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        foreach (var loop in AcceptLoops.Of(seen.Compilation).In(seen.Body, seen.Cancellation))
        {
            Judge(loop.Function, loop, loop.Accept, told, seen);
        }

        foreach (var accept in seen.Body.Uses.Where(AcceptsWebSocket))
        {
            // What an accept loop hands its requests to is judged with the loop.
            if (Handlers.Around(accept, seen) is { Kind: HandlerKind.Request or HandlerKind.Connection, Given: null })
            {
                Judge(Body.FunctionOf(accept), null, accept, told, seen);
            }
        }
    }

    /// <summary><c>context.WebSockets.AcceptWebSocketAsync()</c>: one request, and one connection from then on.</summary>
    private static bool AcceptsWebSocket(IOperation use) => use is IInvocationOperation { TargetMethod.Name: "AcceptWebSocketAsync" };

    private static void Judge(IOperation start, AcceptLoop? loop, IOperation accept, HashSet<ISymbol> told, Seen seen)
    {
        foreach (var accesses in ConnectionLists.UsedFrom(start, loop, seen))
        {
            if (Clash(accesses.ToList(), seen) is var (change, other) && ConnectionLists.IsUnguarded(accesses.Key, seen) && told.Add(accesses.Key) && !TestCode.Holds(seen.Body.Owner, seen.Compilation))
            {
                seen.Report(IsHere(change, seen) ? change.At.Syntax.GetLocation() : Uses.PlaceOf(accept), accesses.Key.Name, change.Name, other.Name);
            }
        }
    }

    /// <summary>A change, and another use that may run at the same moment; one that stands in this body, where there is one.</summary>
    private static (ListAccess Change, ListAccess Other)? Clash(List<ListAccess> accesses, Seen seen)
    {
        var changes = accesses.Where(access => access.Use == ListUse.Change).OrderBy(change => IsHere(change, seen) ? 0 : 1);
        foreach (var change in changes)
        {
            if (accesses.Where(access => access.Use != ListUse.Glance && change.Lane.RunsBeside(access.Lane)).OrderBy(access => access.At.Syntax == change.At.Syntax ? 1 : 0).FirstOrDefault() is { } other)
            {
                return (change, other);
            }
        }

        return null;
    }

    private static bool IsHere(ListAccess access, Seen seen) => access.At.Syntax.SyntaxTree == seen.Body.Root.Syntax.SyntaxTree && seen.Body.Root.Syntax.Span.Contains(access.At.Syntax.Span);
}
