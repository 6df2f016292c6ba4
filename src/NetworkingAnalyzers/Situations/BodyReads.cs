using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;

namespace NetworkingAnalyzers.Situations;

/// <summary>What reads the body of a response that was asked for by its headers alone, in the same function.</summary>
internal static class BodyReads
{
    private const int Budget = 64;

    /// <summary>Whether the call comes back with the headers, and leaves the body to be read.</summary>
    public static bool AreLeftBy(Call request) => request.Operation is IInvocationOperation call
        && (call.TargetMethod is { Name: "GetStreamAsync", ContainingType.Name: "HttpClient" }
            || (Uses.ArgumentOf(call, "completionOption") is { } option && Uses.Plain(option) is IFieldReferenceOperation { Field.Name: "ResponseHeadersRead" }));

    /// <summary>The calls that read it, in source order; null where it goes out of sight: returned, kept, given to code of this project.</summary>
    public static IReadOnlyList<IOperation>? Of(Call request)
    {
        var reads = new List<IOperation>();
        var todo = new Queue<IOperation>();
        var known = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        todo.Enqueue(request.Operation);
        for (var steps = 0; todo.Count > 0; steps++)
        {
            if (steps > Budget || !Follow(todo.Dequeue(), todo, known, reads, request))
            {
                return null;
            }
        }

        return reads.OrderBy(read => read.Syntax.SpanStart).ToList();
    }

    /// <summary>False where what becomes of the value cannot be seen.</summary>
    private static bool Follow(IOperation value, Queue<IOperation> todo, HashSet<ISymbol> known, List<IOperation> reads, Call request)
    {
        var fate = Fate.Of(value);
        switch (fate)
        {
            case { Kind: FateKind.Stored, Into: ILocalSymbol local }:
                if (known.Add(local))
                {
                    foreach (var read in Writes.ReadsAmong(request.Body.MentionsOf(local)))
                    {
                        todo.Enqueue(read);
                    }
                }

                return true;
            case { Kind: FateKind.Passed, At: IArgumentOperation { Parent: { } taker, Parameter: var parameter } }:
                return IsTaken(taker, parameter, todo, reads, request.Net);
            case { Kind: FateKind.Read, At: IInvocationOperation { Instance: not null } call }:
                return IsCalled(call, todo, reads, request.Net);
            case { Kind: FateKind.Read, At: IPropertyReferenceOperation { Property.Name: "Content" } content }:
                todo.Enqueue(content);
                return true;
            case { Kind: FateKind.Read, At: IConditionalAccessOperation { WhenNotNull: var then } }:
                foreach (var call in Operations.BelowInFunction(then).OfType<IInvocationOperation>().Where(call => call.Instance is IConditionalAccessInstanceOperation))
                {
                    if (!IsCalled(call, todo, reads, request.Net))
                    {
                        return false;
                    }
                }

                return true;
            case { Kind: FateKind.Read or FateKind.Dropped }:
            case { At: IUsingOperation or IUsingDeclarationOperation }:
                return true;
            default:
                return false;
        }
    }

    private static bool IsCalled(IInvocationOperation call, Queue<IOperation> todo, List<IOperation> reads, NetTypes net)
    {
        switch (call.TargetMethod.Name)
        {
            case "EnsureSuccessStatusCode" or "ReadAsStreamAsync" or "ReadAsStream":
                todo.Enqueue(call);
                break;
            case "CopyTo" or "CopyToAsync":
            case var name when Http.ReadsBody(name) || net.TopicsOf(call.TargetMethod).HasAny(Receiving.Reads | Topics.ReadsToEnd):
                reads.Add(call);
                break;
        }

        return true;
    }

    private static bool IsTaken(IOperation taker, IParameterSymbol? parameter, Queue<IOperation> todo, List<IOperation> reads, NetTypes net)
    {
        if (taker is IObjectCreationOperation && Owning.WrappingOf(parameter, net) is not null)
        {
            todo.Enqueue(taker);
            return true;
        }

        if (taker is not IInvocationOperation { TargetMethod: { DeclaringSyntaxReferences.IsEmpty: true } method })
        {
            return false;
        }

        if (method.IsExtensionMethod && (Http.ReadsBody(method.Name) || method.Name is "EnsureSuccessStatusCode"))
        {
            reads.Add(taker);
            return true;
        }

        if (net.TopicsOf(method).HasAny(Topics.ReadsToEnd) || Http.ReadsStream(method.Name))
        {
            reads.Add(taker);
            return true;
        }

        return Noting.Says(method.Name) || method.Name is "ThrowIfNull" or "ReferenceEquals";
    }

    /// <summary>Meant to have no end: lines or events as they come, an iterator, a client whose timeout is switched off.</summary>
    public static bool AreEndless(IReadOnlyList<IOperation> reads, Seen seen) =>
        reads.Any(read => Uses.MemberOf(read) is { } member && seen.Types.TopicsOf(member).HasAny(Topics.ReadsLine) && Loops.Around(read) is not null)
        || Operations.BelowInFunction(Body.FunctionOf(reads[0])).Any(operation => operation is IReturnOperation { Kind: OperationKind.YieldReturn })
        || Operations.Below(seen.Body.Root).Any(operation => operation.ConstantValue is { HasValue: true, Value: string text } && text.IndexOf("event-stream", StringComparison.OrdinalIgnoreCase) >= 0)
        || Http.SpeaksOfEvents(seen.Body.Owner?.Name)
        || (seen.Body.Owner?.ContainingType is { } type && (Http.SpeaksOfEvents(type.Name) || Evidence.IsNamedIn(type, seen, name => name is "InfiniteTimeSpan" or "Infinite")));
}
