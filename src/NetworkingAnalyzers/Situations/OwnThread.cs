using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;

namespace NetworkingAnalyzers.Situations;

/// <summary>Does this start a thread of its own? The pool makes one for a task that is announced as long.</summary>
internal static class OwnThread
{
    /// <summary><c>new Thread(..)</c>, <c>StartNew(.., LongRunning)</c>, <c>new Task(.., LongRunning)</c>.</summary>
    public static bool IsStarted(IOperation start) => start switch
    {
        IObjectCreationOperation { Type: { Name: "Thread", ContainingNamespace.Name: "Threading" } } => true,
        IInvocationOperation { TargetMethod: { Name: "StartNew", ContainingType.Name: "TaskFactory" } } or IObjectCreationOperation { Type.Name: "Task" } =>
            Uses.ArgumentsOf(start).Any(argument => Operations.BelowInFunction(argument.Value).Any(value =>
                value is IFieldReferenceOperation { Field: { Name: "LongRunning", ContainingType.Name: "TaskCreationOptions" } })),
        _ => false,
    };

    /// <summary>
    /// Whether the operation runs on a thread that was made for it: in a lambda that starts one, or in a method that is only called
    /// by such lambdas, starts one itself, or is private and only called by such a method. Nobody else waits for it.
    /// </summary>
    public static bool Runs(IOperation operation, Seen seen) => Runs(operation, seen, calls: 1);

    private static bool Runs(IOperation operation, Seen seen, int calls)
    {
        var function = Body.FunctionOf(operation);
        return function is IAnonymousFunctionOperation
            ? IsStart(Handed.Of(function))
            : Functions.SymbolOf(function) is { MethodKind: MethodKind.Ordinary or MethodKind.LocalFunction } method
                && seen.Sources.ReferencesTo(method, seen.Cancellation).ToList() is { Count: > 0 } mentions
                && mentions.All(mention => mention is IMethodReferenceOperation
                    ? IsStart(Handed.Of(mention))
                    : Body.FunctionOf(mention) is IAnonymousFunctionOperation lambda
                        ? IsStart(Handed.Of(lambda))
                        : calls > 0 && method.DeclaredAccessibility == Accessibility.Private && Runs(mention, seen, calls - 1));
    }

    private static bool IsStart(Handed handed) => handed.Delegate is { Name: "ThreadStart" or "ParameterizedThreadStart" };
}
