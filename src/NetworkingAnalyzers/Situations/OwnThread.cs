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
}
