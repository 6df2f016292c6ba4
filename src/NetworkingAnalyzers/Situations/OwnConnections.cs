using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;

namespace NetworkingAnalyzers.Situations;

/// <summary>
/// <c>var link = new Link(host); await link.OpenAsync(); return link;</c>: an object of the project's own that keeps a connection, and opens it when it is asked to.
/// Where that fails, nobody has the object yet.
/// </summary>
internal static class OwnConnections
{
    private const int Depth = 2;

    private static readonly string[] OpeningWords = ["Open", "Connect"];

    /// <summary>Asked of every body.</summary>
    public static bool MayBeIn(NetBody body) => body.Body.Uses.Any(use => OpenedBy(use) is not null);

    /// <summary>The calls that open such an object, and its creation, where its failure leaves the connection open.</summary>
    public static IEnumerable<(IInvocationOperation Opening, IObjectCreationOperation Made)> LeftWhereOpeningFails(Seen seen)
    {
        foreach (var use in seen.Body.Uses)
        {
            if (use is IInvocationOperation opening && OpenedBy(opening) is { } local
                && Writes.Among(seen.Body.MentionsOf(local)).ToList() is { Count: 1 } writes
                && writes[0].Value is { } value && Uses.Plain(value) is IObjectCreationOperation { Type: INamedTypeSymbol type } made
                && ReferenceEquals(Body.FunctionOf(made), Body.FunctionOf(opening))
                && (!Awaiting.IsTask(opening.Type) || Waiting.For(opening) is IAwaitOperation)
                && Operations.Above<ITryOperation>(opening) is null
                && IsOnlyHere(local, opening, seen)
                && Closes(type)
                && Connects(opening.TargetMethod, seen, Depth, new HashSet<ISymbol>(SymbolEqualityComparer.Default)))
            {
                yield return (opening, made);
            }
        }
    }

    /// <summary>The local whose object is told to open, by a method of this compilation that can be seen.</summary>
    private static ILocalSymbol? OpenedBy(IOperation use) =>
        use is IInvocationOperation { TargetMethod: { IsVirtual: false, IsAbstract: false, IsOverride: false, DeclaringSyntaxReferences.Length: 1, Name: var name } } call
        && OpeningWords.Any(word => name.StartsWith(word, StringComparison.Ordinal))
        && call.Instance is ILocalReferenceOperation { Local: { RefKind: RefKind.None } local }
            ? local
            : null;

    /// <summary>Until it is open the function has only used it: given to nobody, kept nowhere, under no <c>using</c>.</summary>
    private static bool IsOnlyHere(ILocalSymbol local, IOperation opening, Seen seen) =>
        Escape.UsesOf(local, seen.Body).All(use => use.Kind switch
        {
            UseKind.Receiver or UseKind.Inspected => true,
            UseKind.Using or UseKind.Captured => false,
            _ => use.Mention.Syntax.SpanStart > opening.Syntax.Span.End || use.Mention is IVariableDeclaratorOperation || Write.By(use.Mention) is not null,
        });

    private static bool Closes(INamedTypeSymbol type) => type.AllInterfaces.Any(one => one.SpecialType == SpecialType.System_IDisposable || one.Name == "IAsyncDisposable");

    /// <summary>The method connects what its object keeps, and nothing on the way closes anything.</summary>
    private static bool Connects(IMethodSymbol method, Seen seen, int depth, HashSet<ISymbol> known)
    {
        if (!known.Add(method.OriginalDefinition) || seen.Sources.FunctionOf(method) is not { } function)
        {
            return false;
        }

        var inside = seen.In(Body.Around(function));
        var connects = false;
        foreach (var call in inside.Body.Uses.OfType<IInvocationOperation>())
        {
            var topics = seen.Types.TopicsOf(call.TargetMethod);
            if ((topics.HasAny(Topics.Releases) && !Overwriting.IsOfSomethingElse(call.TargetMethod.ContainingType)) || (!call.TargetMethod.DeclaringSyntaxReferences.IsEmpty && Overwriting.SoundsLikeClosing(call.TargetMethod.Name)))
            {
                return false;
            }

            connects |= topics.HasAny(Topics.Connects)
                ? !topics.HasAny(Topics.Begins | Topics.CompletesThroughArgs) && IsKept(Uses.ReceiverOf(call), inside)
                : depth > 0 && call.Instance is IInstanceReferenceOperation && Connects(call.TargetMethod, inside, depth - 1, known);
        }

        return connects && !Operations.Below(inside.Body.Root).Any(operation => operation is ICatchClauseOperation);
    }

    private static bool IsKept(IOperation? connection, Seen seen) =>
        connection is not null && Uses.Plain(connection) is IFieldReferenceOperation { Instance: IInstanceReferenceOperation } or IPropertyReferenceOperation { Instance: IInstanceReferenceOperation }
        && !Connections.IsDatagram(connection, seen)
        && seen.Types.IsSocketOrClient(connection.Type);
}
