using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;

namespace NetworkingAnalyzers.Situations;

/// <summary>
/// Replies that a promise stands for: <c>_waiting[id] = promise; await SendAsync(..); return await promise.Task;</c>, kept by a reading loop of the type until the answer comes.
/// </summary>
internal static class PendingReplies
{
    private const string Promise = "TaskCompletionSource";

    /// <summary>Asked of every body.</summary>
    public static bool MayBeIn(NetBody body) => body.Body.Uses.Any(IsTaskOfPromise);

    /// <summary>The promise that a function of the body awaits behind what it sends, where nothing in the type ever ends it but the answer; null where there is none.</summary>
    public static IOperation? UnboundedIn(Seen seen)
    {
        foreach (var use in seen.Body.Uses)
        {
            if (IsTaskOfPromise(use)
                && Uses.ReceiverOf(use) is ILocalReferenceOperation { Local: var local }
                && IsAwaited(use)
                && IsKept(local, seen)
                && Sends.In(seen).Any(send => send.Syntax.SpanStart < use.Syntax.SpanStart && ReferenceEquals(Body.FunctionOf(send), Body.FunctionOf(use)))
                && seen.Body.Owner?.ContainingType is { } type
                && IsAnswered(type, seen)
                && !Evidence.IsNamedIn(type, seen, EndsOtherwise)
                && !Evidence.IsNamedByCallers(seen.Body.Owner, seen, Evidence.SaysBounded))
            {
                return use;
            }
        }

        return null;
    }

    private static bool IsTaskOfPromise(IOperation use) => use is IPropertyReferenceOperation { Property: { Name: "Task", ContainingType: { Name: Promise, DeclaringSyntaxReferences.IsEmpty: true } } };

    private static bool IsAwaited(IOperation task)
    {
        var value = Uses.Whole(task);
        while (value.Parent is IInvocationOperation call && ReferenceEquals(call.Instance, value) && Awaiting.PassesThrough(call.TargetMethod) && call.TargetMethod.Name != "WaitAsync")
        {
            value = call;
        }

        return value.Parent is IAwaitOperation;
    }

    /// <summary>Put into a field or a collection in one, or taken from there.</summary>
    private static bool IsKept(ILocalSymbol local, Seen seen)
    {
        foreach (var mention in seen.Body.MentionsOf(local))
        {
            if (Write.By(mention) is { } write)
            {
                if (write.Value is { } value && Uses.Plain(value) is IInvocationOperation { TargetMethod.Name: "GetOrAdd" } found && Uses.ReceiverOf(found) is IFieldReferenceOperation)
                {
                    return true;
                }

                continue;
            }

            switch (Uses.Whole(mention).Parent)
            {
                case ISimpleAssignmentOperation { Target: IFieldReferenceOperation }:
                case ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property.IsIndexer: true, Instance: IFieldReferenceOperation } }:
                case IArgumentOperation { Parent: IInvocationOperation { TargetMethod.Name: "Add" or "TryAdd" or "Enqueue" or "Push" or "AddOrUpdate" } add } when Uses.ReceiverOf(add) is IFieldReferenceOperation:
                    return true;
            }
        }

        return false;
    }

    /// <summary>A method of the type that hears from the peer gives the answer.</summary>
    private static bool IsAnswered(INamedTypeSymbol type, Seen seen) =>
        seen.Sources.NamesIn(type, "SetResult", "TrySetResult").Any()
        && seen.Sources.BodiesIn(type).Any(body => seen.In(body) is var there && body.Uses.Any(use => Receives.IsOne(use, there)));

    private static bool EndsOtherwise(string name) =>
        name is "SetException" or "TrySetException" or "SetCanceled" or "TrySetCanceled" or "SetFromTask" or "TrySetFromTask"
        || Evidence.SaysTimedRead(name) || Evidence.SaysTimedWait(name) || Evidence.SaysPeerIsWatched(name);
}
