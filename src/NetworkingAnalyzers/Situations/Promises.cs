using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;

namespace NetworkingAnalyzers.Situations;

/// <summary>Where a <c>TaskCompletionSource</c> is kept until somebody completes it, and who does.</summary>
internal static class Promises
{
    private const int MostPlaces = 8;

    /// <summary>A name that occurs more often than this is not followed.</summary>
    private const int Crowd = 80;

    /// <summary>The calls that complete what was made here, as far as they can be seen, each with the body around it.</summary>
    public static IEnumerable<(IOperation Kept, Seen Seen)> KeptOf(IOperation made, Seen seen) => KeptBy(HoldersOf(made, seen), seen);

    /// <summary>
    /// Kept in a private field, on whose task threads are blocked and nothing else: whoever waits goes on by itself, no continuation runs where the promise is completed.
    /// </summary>
    public static bool IsOnlyBlockedOn(IOperation made, Seen seen) =>
        Fate.Of(made) is { Kind: FateKind.Stored, Into: IFieldSymbol { DeclaredAccessibility: Accessibility.Private } field }
        && seen.Sources.MentionsOf(field) is var mentions
        && mentions.Any(mention => TaskOf(mention) is not null) && mentions.All(mention => ContinuesNothing(mention, seen.Types));

    private static IOperation? TaskOf(IOperation promise) => promise.Parent is IPropertyReferenceOperation { Property.Name: "Task" } task ? task : null;

    /// <summary>The mention writes the promise, completes it, compares it, or blocks on its task.</summary>
    private static bool ContinuesNothing(IOperation mention, NetTypes net)
    {
        if (mention.Parent is IConditionalAccessOperation { WhenNotNull: var then } access && ReferenceEquals(access.Operation, mention))
        {
            return Operations.Below(then).FirstOrDefault(below => below is IConditionalAccessInstanceOperation) is { } instance && ContinuesNothing(instance, net);
        }

        return mention is IFieldInitializerOperation || mention.Parent switch
        {
            ISimpleAssignmentOperation { Parent: IExpressionStatementOperation } assignment => ReferenceEquals(assignment.Target, mention),
            IInvocationOperation call => ReferenceEquals(call.Instance, mention) && net.TopicsOf(call.TargetMethod).HasAny(Topics.KeepsPromise),
            IBinaryOperation or IIsPatternOperation => true,
            _ => TaskOf(mention) is { } task && IsBlockedOn(task),
        };
    }

    private static bool IsBlockedOn(IOperation task)
    {
        while (task.Parent is IInvocationOperation through && ReferenceEquals(through.Instance, task) && Awaiting.PassesThrough(through.TargetMethod) && !Awaiting.Blocks(through.TargetMethod))
        {
            task = through;
        }

        return task.Parent is IPropertyReferenceOperation || (task.Parent is IInvocationOperation wait && ReferenceEquals(wait.Instance, task) && Awaiting.Blocks(wait.TargetMethod));
    }

    /// <summary>The local, fields and properties (or collections in them) that the promise is kept in.</summary>
    private static List<ISymbol> HoldersOf(IOperation made, Seen seen)
    {
        var holders = new List<ISymbol>();
        var todo = new Stack<(IOperation Value, Body Body)>();
        todo.Push((made, seen.Body));
        while (todo.Count > 0 && holders.Count < MostPlaces)
        {
            var (value, body) = todo.Pop();
            var uses = value is ILocalReferenceOperation or IParameterReferenceOperation ? Escape.UsesOf(Makings.SymbolOf(value)!, body) : Escape.UsesOf(value);
            foreach (var use in uses)
            {
                switch (use.Kind)
                {
                    case UseKind.Aliased when use.Into is ILocalSymbol local && !holders.Contains(local, SymbolEqualityComparer.Default):
                        holders.Add(local);
                        if (body.MentionsOf(local).FirstOrDefault(mention => mention is ILocalReferenceOperation) is { } mention)
                        {
                            todo.Push((mention, body));
                        }

                        break;

                    case UseKind.Stored:
                        // What is kept in the framework's own properties (a user token) is found again by who knows whom.
                        if (use.Into is IFieldSymbol { DeclaringSyntaxReferences.Length: > 0 } or IPropertySymbol { IsIndexer: false, DeclaringSyntaxReferences.Length: > 0 })
                        {
                            holders.Add(use.Into);
                        }
                        else if (use.At is ISymbolInitializerOperation)
                        {
                            holders.AddRange(InitializedBy(use.At));
                        }
                        else if (use.At is IAssignmentOperation { Target: IPropertyReferenceOperation { Property.IsIndexer: true, Instance: { } collection } } && Makings.SymbolOf(Uses.Plain(collection)) is { } kept)
                        {
                            holders.Add(kept);
                        }

                        break;

                    case UseKind.Returned when Body.FunctionOf(value) is IAnonymousFunctionOperation { Parent: IDelegateCreationOperation { Parent: IArgumentOperation { Parent: IInvocationOperation { TargetMethod.Name: "GetOrAdd" or "AddOrUpdate" } add } } }
                        && Uses.ReceiverOf(add) is { } dictionary && IsCollection(dictionary.Type) && Makings.SymbolOf(dictionary) is { } entries:
                        holders.Add(entries);
                        break;

                    case UseKind.Passed when use.At is IInvocationOperation call && Uses.ReceiverOf(call) is { } receiver && IsCollection(receiver.Type):
                        if (Makings.SymbolOf(receiver) is { } among)
                        {
                            holders.Add(among);
                        }

                        break;

                    case UseKind.Passed when use.Parameter is { ContainingSymbol: IMethodSymbol { MethodKind: MethodKind.Constructor } } parameter && Escape.CodeFor(parameter, seen.Sources) is { } code:
                        if (code.Body.MentionsOf(code.Parameter).FirstOrDefault(inner => inner is IParameterReferenceOperation) is { } given)
                        {
                            todo.Push((given, code.Body));
                        }

                        break;
                }
            }
        }

        return holders;
    }

    private static IEnumerable<ISymbol> InitializedBy(IOperation initializer) => initializer switch
    {
        IFieldInitializerOperation field => field.InitializedFields,
        IPropertyInitializerOperation property => property.InitializedProperties,
        _ => Enumerable.Empty<ISymbol>(),
    };

    private static bool IsCollection(ITypeSymbol? type) => type is INamedTypeSymbol { IsGenericType: true } && type.AllInterfaces.Any(each => each.SpecialType == SpecialType.System_Collections_IEnumerable);

    /// <summary>The calls that complete what one of the variables holds, each with the body around it.</summary>
    private static IEnumerable<(IOperation Kept, Seen Seen)> KeptBy(List<ISymbol> holders, Seen seen)
    {
        foreach (var holder in holders)
        {
            var bodies = new HashSet<Body>();
            if (holder is ILocalSymbol)
            {
                bodies.Add(seen.Body);
            }
            else
            {
                var names = seen.Sources.NamesAnywhere(holder.Name, seen.Cancellation).Take(Crowd + 1).ToList();
                if (names.Count > Crowd)
                {
                    continue;
                }

                bodies.UnionWith(names
                    .Select(seen.Sources.OperationAt)
                    .Where(operation => operation is not null && SymbolEqualityComparer.Default.Equals(Makings.SymbolOf(MemberIn(operation))?.OriginalDefinition, holder.OriginalDefinition))
                    .Select(operation => Body.Around(operation!)));
            }

            foreach (var body in bodies)
            {
                var there = seen.In(body);
                foreach (var kept in there.Net.CallsOf(Topics.KeepsPromise))
                {
                    if (Uses.ReceiverOf(kept) is { } receiver && Makings.Of(receiver, body).Contains(holder))
                    {
                        yield return (kept, there);
                    }
                }
            }
        }
    }

    /// <summary>Of <c>tcs?.SetResult()</c> and the like, the access that is meant.</summary>
    private static IOperation MemberIn(IOperation operation) => operation is IConditionalAccessOperation access ? Uses.Plain(access.Operation) : operation;
}
