using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;
using NetworkingAnalyzers.Situations;

namespace NetworkingAnalyzers.Rules.Accepting;

/// <summary>The task of a connection's handler, or what continues a network operation, is dropped, and its failure with it.</summary>
public sealed class HandlerFailureUnobserved : NetworkingRule
{
    /// <summary>Describes the rule.</summary>
    public HandlerFailureUnobserved()
        : base(
            "NWA4009",
            "A handler's failure is seen by nobody",
            "Nobody sees it when what '{0}' starts fails, for its task is dropped and not all that may fail is caught there; catch it in the handler and close the connection, or observe the task",
            "An exception in a task that nobody awaits is kept in the task and thrown away with it. The connection stays open and is served by nobody, its client waits, and no log says why.")
    {
    }

    /// <inheritdoc/>
    public override string? NoFix => "What is to be logged, and what is to happen to the connection, is for the author to say.";

    private protected override void Watch(Watch on, NetTypes net)
    {
        on.BodiesWith(Topics.Accepts | Topics.HoldsAccepted, JudgeLoops);
        on.Calls(Topics.ContinuesTask, JudgeContinuation);
    }

    private static void JudgeLoops(Seen seen)
    {
        foreach (var loop in AcceptLoops.Of(seen.Compilation).In(seen.Body, seen.Cancellation))
        {
            foreach (var given in loop.Given)
            {
                if (UnobservedHandlers.IsOne(given, seen) && !TestCode.Holds(seen.Body.Owner, seen.Compilation))
                {
                    seen.Report(Uses.PlaceOf(given.At), Uses.NameOf(given.At));
                    return;
                }
            }
        }
    }

    /// <summary><c>socket.ReceiveAsync(..).ContinueWith(t => callback(t.Result))</c>, dropped.</summary>
    private static void JudgeContinuation(Call call)
    {
        if (call.Operation is IInvocationOperation continuation
            && Fate.Of(continuation).Kind == FateKind.Dropped
            && call.Receiver is { } task
            && ContinuationOf(continuation) is { } lambda
            && HandlesSuccess(lambda, continuation)
            && RunsUnknown(lambda, call.Seen) is not null
            && IsOfNetwork(task, call.Seen)
            && !TestCode.Holds(call.Body.Owner, call.Seen.Compilation))
        {
            call.Report(call.Name);
        }
    }

    private static IAnonymousFunctionOperation? ContinuationOf(IInvocationOperation continuation) =>
        continuation.Arguments.SelectMany(argument => Operations.BelowInFunction(argument.Value)).OfType<IAnonymousFunctionOperation>().FirstOrDefault();

    /// <summary>It uses what the operation gave; one that looks at <c>Exception</c> or runs only for faults is the observer.</summary>
    private static bool HandlesSuccess(IAnonymousFunctionOperation lambda, IInvocationOperation continuation) =>
        !Operations.Below(lambda).Any(operation => operation is IPropertyReferenceOperation { Property.Name: "Exception" or "IsFaulted" or "Status" or "IsCompletedSuccessfully" })
        && !continuation.Arguments.SelectMany(argument => Operations.BelowInFunction(argument.Value)).Any(operation =>
            operation is IFieldReferenceOperation { Field: { Name: "OnlyOnFaulted" or "OnlyOnCanceled" or "NotOnRanToCompletion" } });

    /// <summary>Code that may fail for its own reasons, outside a <c>try</c>: a delegate of the caller, or a call that lets a failure of the network through.</summary>
    private static IOperation? RunsUnknown(IAnonymousFunctionOperation lambda, Seen seen) =>
        Operations.BelowInFunction(lambda).FirstOrDefault(operation =>
            operation is IInvocationOperation call
            && !Failures.Of(seen.Compilation).IsGuarded(call)
            && (call.TargetMethod.MethodKind == MethodKind.DelegateInvoke || Failures.Of(seen.Compilation).MayFail(call, seen)));

    /// <summary>The task is that of a network operation, also by way of <c>FromAsync</c> and locals.</summary>
    private static bool IsOfNetwork(IOperation task, Seen seen) =>
        Origin.Of(task, seen.Sources).Any(origin => origin is IInvocationOperation call
            && (Failures.Of(seen.Compilation).IsTalk(call, seen)
                || (call.TargetMethod.Name == "FromAsync" && call.Arguments.Any(argument => BeginsOnNetwork(argument.Value, seen)))));

    /// <summary>A delegate that begins or ends an operation on a connection: <c>stream.EndRead</c>, <c>(c, s) => socket.BeginReceive(..)</c>, or a local that holds it.</summary>
    private static bool BeginsOnNetwork(IOperation value, Seen seen)
    {
        var topics = Topics.Begins | Topics.Ends;
        var values = Uses.Plain(value) is ILocalReferenceOperation ? Origin.Of(value, seen.Sources).ToArray() : new[] { value };
        return values.SelectMany(Operations.Below).Any(operation => operation switch
        {
            IMethodReferenceOperation { Method: var method } => seen.Types.TopicsOf(method).HasAny(topics),
            IInvocationOperation { TargetMethod: var method } => seen.Types.TopicsOf(method).HasAny(topics),
            _ => false,
        });
    }
}
