using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace NetworkingAnalyzers.Flow;

/// <summary>
/// The plumbing of tasks that a value flows through. These names belong to the language (the awaiter pattern) and to
/// <c>System.Threading.Tasks</c>, not to networking.
/// </summary>
internal static class Awaiting
{
    /// <summary>The bit of <c>ConfigureAwaitOptions</c>.</summary>
    private const int SuppressThrowing = 2;

    /// <summary>A call whose result is what it is called on, or what that completes with.</summary>
    public static bool PassesThrough(IMethodSymbol method) =>
        method.Name is "ConfigureAwait" or "AsTask" or "Preserve" or "GetAwaiter" or "GetResult" or "WaitAsync" or "Unwrap"
        && IsInTasks(method.ContainingType)
        || IsShorthand(method);

    /// <summary>
    /// A project's own word for <c>ConfigureAwait(false)</c>: an extension that takes a task, at most a <c>bool</c> beside it, and gives what <c>ConfigureAwait</c> gives.
    /// One that gives a task, or takes a time or a token, may do more than that.
    /// </summary>
    private static bool IsShorthand(IMethodSymbol method)
    {
        method = method.OriginalDefinition;
        return method is { IsExtensionMethod: true, Parameters: { Length: 1 or 2 } parameters, ReturnType: INamedTypeSymbol given }
            && parameters[0].Type is INamedTypeSymbol task && IsTask(task)
            && (parameters.Length == 1 || parameters[1].Type.SpecialType == SpecialType.System_Boolean)
            && given.Name is "ConfiguredTaskAwaitable" or "ConfiguredValueTaskAwaitable" && IsInTasks(given)
            && given.TypeArguments.Length == task.TypeArguments.Length
            && (task.TypeArguments.Length == 0 || (task.TypeArguments[0] is ITypeParameterSymbol result && SymbolEqualityComparer.Default.Equals(result, given.TypeArguments[0])));
    }

    /// <summary><c>ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing)</c>: whoever waits for what it gives is told of no failure.</summary>
    public static bool SuppressesThrowing(IInvocationOperation call) =>
        call is { TargetMethod: { Name: "ConfigureAwait", Parameters: { Length: 1 } parameters }, Arguments: { Length: 1 } arguments }
        && parameters[0].Type.Name == "ConfigureAwaitOptions" && IsInTasks(call.TargetMethod.ContainingType)
        && arguments[0].Value.ConstantValue is { HasValue: true, Value: int options } && (options & SuppressThrowing) != 0;

    /// <summary>A call that waits for a task and gives nothing back.</summary>
    public static bool WaitsOnly(IMethodSymbol method) =>
        method.Name is "Wait" or "Start" or "RunSynchronously" && IsInTasks(method.ContainingType);

    /// <summary>A call on a task that blocks until it has ended.</summary>
    public static bool Blocks(IMethodSymbol method) =>
        method.Name is "Wait" or "RunSynchronously" or "GetResult" && IsInTasks(method.ContainingType);

    /// <summary><c>task.ContinueWith(..)</c>: a task that ends after this one.</summary>
    public static bool Continues(IMethodSymbol method) => method.Name == "ContinueWith" && IsInTasks(method.ContainingType);

    /// <summary><c>task.ContinueWith(_ => ..)</c>: the continuation, which is seen, never looks at the task that it is given.</summary>
    public static bool IsContinuedBlindly(IOperation call) =>
        call is IInvocationOperation { Arguments: { Length: > 0 } arguments, TargetMethod: var method } && Continues(method)
        && Uses.Plain(arguments[0].Value) is IDelegateCreationOperation { Target: IAnonymousFunctionOperation { Symbol.Parameters: { Length: > 0 } parameters } lambda }
        && Body.Around(lambda).MentionsOf(parameters[0]).Count == 0;

    /// <summary><c>Task.WhenAll(..)</c>: a task that ends when all have.</summary>
    public static bool JoinsAll(IMethodSymbol method) => method.Name == "WhenAll" && IsInTasks(method.ContainingType);

    /// <summary><c>Task.WaitAll(..)</c>: blocks until all have ended.</summary>
    public static bool WaitsForAll(IMethodSymbol method) => method.Name == "WaitAll" && IsInTasks(method.ContainingType);

    /// <summary>The tasks that are named in <c>Task.WhenAny(a, b)</c> and its like.</summary>
    public static IEnumerable<IOperation> TasksIn(IInvocationOperation call)
    {
        foreach (var argument in call.Arguments)
        {
            var value = Uses.Plain(argument.Value);
            var listed = value is IArrayCreationOperation { Initializer: { } initializer } ? initializer : value;
            foreach (var task in Operations.Gathers(listed) ? listed.ChildOperations : Enumerable.Repeat(argument.Value, 1))
            {
                yield return task;
            }
        }
    }

    public static bool IsResult(IPropertySymbol property) => property.Name == "Result" && IsInTasks(property.ContainingType);

    public static bool IsTaskWithResult(ITypeSymbol? type) =>
        type is INamedTypeSymbol { Name: "Task" or "ValueTask", TypeArguments.Length: 1 } named && IsInTasks(named);

    public static bool IsTaskWithoutResult(ITypeSymbol? type) =>
        type is INamedTypeSymbol { Name: "Task" or "ValueTask", TypeArguments.Length: 0 } named && IsInTasks(named);

    /// <summary>What a task completes with; the type itself where it is no task, or one without a result.</summary>
    public static ITypeSymbol? ResultOf(ITypeSymbol? type) => IsTaskWithResult(type) ? ((INamedTypeSymbol)type!).TypeArguments[0] : type;

    public static bool IsTask(ITypeSymbol? type) => IsTaskWithResult(type) || IsTaskWithoutResult(type);

    /// <summary>
    /// Whether a task was started here and nothing has looked at it since, so that whoever wants its result now must wait: a
    /// call's own result, or a local that holds one and is mentioned nowhere in between. A parameter, a field, the winner of a
    /// <c>WhenAny</c>, a task that was awaited or asked whether it is complete: not surely.
    /// </summary>
    public static bool IsSurelyPending(IOperation task, Body body)
    {
        task = Started(task);
        if (task is not ILocalReferenceOperation { Local: var local })
        {
            return IsStarted(task);
        }

        Write? only = null;
        foreach (var other in body.MentionsOf(local))
        {
            if (Write.By(other) is { } write)
            {
                if (only is not null || write.Value is null || !IsStarted(Started(write.Value)))
                {
                    return false;
                }

                only = write;
            }
            else if (other is not IVariableDeclaratorOperation && other.Syntax.SpanStart < task.Syntax.SpanStart)
            {
                return false;
            }
        }

        // In another function or another round of a loop, what comes later in the text may have come before in time.
        return only is { At: var start }
            && ReferenceEquals(Body.FunctionOf(start), Body.FunctionOf(task))
            && ReferenceEquals(Loops.Around(start), Loops.Around(task));
    }

    private static bool IsStarted(IOperation task) =>
        task is IInvocationOperation call
        && IsTask(call.Type)
        && !(IsInTasks(call.TargetMethod.ContainingType) && call.TargetMethod.Name is "FromResult" or "FromException" or "FromCanceled");

    /// <summary>Without the plumbing: the task that <c>GetAwaiter</c> and its like are called on.</summary>
    private static IOperation Started(IOperation task)
    {
        task = Uses.Plain(task);
        while (task is IInvocationOperation through && PassesThrough(through.TargetMethod) && Uses.ReceiverOf(through) is { } receiver)
        {
            task = Uses.Plain(receiver);
        }

        return task;
    }

    private static bool IsInTasks(INamedTypeSymbol? type) =>
        type?.ContainingNamespace is { } space
        && ((space.Name == "Tasks" && space.ContainingNamespace?.Name == "Threading")
            || (space.Name == "CompilerServices" && space.ContainingNamespace?.Name == "Runtime")
            || (type.ContainingType is { } outer && IsInTasks(outer)));
}
