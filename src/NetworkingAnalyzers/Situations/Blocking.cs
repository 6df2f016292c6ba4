using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;

namespace NetworkingAnalyzers.Situations;

/// <summary>Does this call surely hold its thread until a time, a task, a signal or the network lets go of it?</summary>
internal static class Blocking
{
    /// <summary>Those that wait for somebody on the other side of the network.</summary>
    public static readonly Topics OnNetwork = Topics.BlocksOnNetwork | Topics.AsksAndWaits;

    /// <summary>All calls that may.</summary>
    public static readonly Topics Any = Topics.BlocksThread | Topics.WaitsForSignal | OnNetwork;

    public static bool Holds(Call call)
    {
        if (WaitsNoTime(call.Operation) || IsTheSynchronousHalf(call.Operation))
        {
            return false;
        }

        if (call.Is(Topics.AsksAndWaits))
        {
            return true;
        }

        if (call.Is(Topics.WaitsForSignal))
        {
            return !IsLock(call) && !IsOwnResult(call);
        }

        if (call.Is(Topics.BlocksThread))
        {
            return WaitedFor(call) is not { } task || Awaiting.IsSurelyPending(task, call.Body);
        }

        return call.Is(Topics.BlocksOnNetwork) && IsOverNetwork(call);
    }

    /// <summary>The task that the call waits for; null where it waits for something else (a time, a thread, several tasks).</summary>
    public static IOperation? WaitedFor(Call call) =>
        call.Is(Topics.BlocksThread) && !NetTypes.Is(call.Member.ContainingType, call.Net.Type("System.Threading.Thread")) ? call.Receiver : null;

    /// <summary>The tasks of a <c>WaitAll</c> or <c>WaitAny</c> that are named there.</summary>
    public static IEnumerable<IOperation> AllWaitedFor(Call call) =>
        call.Operation is IInvocationOperation { TargetMethod: { Name: "WaitAll" or "WaitAny", ContainingType.Name: "Task" } } wait ? Awaiting.TasksIn(wait) : [];

    /// <summary>
    /// A method of this compilation that is given the connection and blocks on it: the read-exactly helper that everybody has.
    /// </summary>
    public static bool HoldsInside(IInvocationOperation call, Seen seen)
    {
        if (call.TargetMethod is not { IsAsync: false, IsAbstract: false, IsVirtual: false, DeclaringSyntaxReferences.Length: > 0 } method
            || Awaiting.IsTask(method.ReturnType)
            || !call.Arguments.Any(argument => seen.Types.IsConnection(Uses.Plain(argument.Value).Type))
            || IsTheSynchronousHalf(call)
            || seen.Sources.BodyOf(method) is not { } body)
        {
            return false;
        }

        var inside = seen.In(body);
        return inside.Net.Topics.HasAny(Topics.BlocksOnNetwork)
            && inside.Net.Calls.Any(each => each.Topics.HasAny(Topics.BlocksOnNetwork)
                && SymbolEqualityComparer.Default.Equals(Functions.Around(each.Operation), method.OriginalDefinition)
                && Uses.ReceiverOf(each.Operation) is IParameterReferenceOperation
                && Holds(new Call(each.Operation, each.Topics, inside)));
    }

    /// <summary><c>Sleep(0)</c>, <c>Wait(0)</c>, <c>WaitOne(TimeSpan.Zero)</c> only look.</summary>
    private static bool WaitsNoTime(IOperation call) => Uses.ArgumentsOf(call).Any(argument =>
        argument.Parameter?.Name.IndexOf("timeout", StringComparison.OrdinalIgnoreCase) >= 0
        && (argument.Value.ConstantValue is { HasValue: true, Value: 0 }
            || Uses.Plain(argument.Value) is IFieldReferenceOperation { Field: { Name: "Zero", IsStatic: true } }));

    /// <summary>A mutex or semaphore guards something: that is a lock, another rule's matter.</summary>
    private static bool IsLock(Call call) => call.Receiver?.Type is { Name: "Mutex" or "Semaphore" };

    /// <summary>In a callback, the result that it is given is complete.</summary>
    private static bool IsOwnResult(Call call) =>
        call.Receiver is IPropertyReferenceOperation { Property.Name: "AsyncWaitHandle", Instance: { } result }
        && Uses.Plain(result) is IParameterReferenceOperation;

    private static bool IsOverNetwork(Call call)
    {
        // Whoever asks first whether something is there, or made the socket non-blocking, does not wait.
        var function = Body.FunctionOf(call.Operation);
        return !IsToItself(call)
            && !call.Seen.Net.CallsOf(Topics.AvoidsWaiting).Any(other => ReferenceEquals(Body.FunctionOf(other), function))
            && Connections.Carries(call.Receiver, call.Seen);
    }

    /// <summary>A connection to this machine is there, or refused, at once.</summary>
    private static bool IsToItself(Call call) =>
        (call.Is(Topics.Connects) && ClientConnections.IsNear(call.Operation, call.Seen))
        || Uses.ArgumentsOf(call.Operation).Any(argument => Operations.BelowInFunction(argument).Any(operation =>
            operation is IFieldReferenceOperation { Field: { Name: "Loopback" or "IPv6Loopback" } field }
            && NetTypes.Is(field.ContainingType, call.Net.Type("System.Net.IPAddress"))));

    /// <summary>
    /// One body written for both worlds: <c>if (doAsync) await x.ReadAsync(); else x.Read();</c>, or an early return after the
    /// asynchronous half.
    /// </summary>
    private static bool IsTheSynchronousHalf(IOperation call)
    {
        var child = call;
        for (var up = call.Parent; up is not null and not (IAnonymousFunctionOperation or ILocalFunctionOperation); child = up, up = up.Parent)
        {
            switch (up)
            {
                case IConditionalOperation conditional when !ReferenceEquals(conditional.Condition, child) && AsksWhetherAsync(conditional.Condition):
                case ISwitchOperation @switch when !ReferenceEquals(@switch.Value, child) && AsksWhetherAsync(@switch.Value):
                case ISwitchExpressionOperation expression when !ReferenceEquals(expression.Value, child) && AsksWhetherAsync(expression.Value):
                    return true;
                case IBlockOperation block:
                    foreach (var before in block.Operations)
                    {
                        if (ReferenceEquals(before, child))
                        {
                            break;
                        }

                        if (before is IConditionalOperation { WhenTrue: var then } guard && AsksWhetherAsync(guard.Condition)
                            && Operations.BelowInFunction(then).Any(operation => operation is IReturnOperation))
                        {
                            return true;
                        }
                    }

                    break;
            }
        }

        return false;
    }

    private static bool AsksWhetherAsync(IOperation condition) => Operations.BelowInFunction(condition).Any(operation =>
        (operation switch
        {
            IParameterReferenceOperation parameter => parameter.Parameter.Name,
            ILocalReferenceOperation local => local.Local.Name,
            IMemberReferenceOperation member => member.Member.Name,
            _ => null,
        })?.IndexOf("sync", StringComparison.OrdinalIgnoreCase) >= 0);
}
