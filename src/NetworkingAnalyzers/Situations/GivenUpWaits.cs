using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;

namespace NetworkingAnalyzers.Situations;

/// <summary>Waits that are given up after a time while what is waited for goes on: <c>WhenAny</c> with a delay, <c>WaitAsync</c> and <c>Wait</c> with a time.</summary>
internal static class GivenUpWaits
{
    /// <summary>The <c>WhenAny</c> with a delay that the mention is an argument of, or the <c>Wait</c> with a time that it is waited for by.</summary>
    public static IOperation? RaceOf(IOperation mention)
    {
        if (Uses.UserOf(mention) is IInvocationOperation { TargetMethod: { Name: "Wait", ContainingType.Name: "Task", Parameters: { Length: 1 or 2 } parameters } } timed && parameters[0].Type.Name is "Int32" or "TimeSpan")
        {
            return timed;
        }

        var up = mention.Parent;
        while (up is IConversionOperation or IArgumentOperation || (up is not null && Operations.Gathers(up)))
        {
            up = up.Parent;
        }

        return up is IInvocationOperation { TargetMethod: { Name: "WhenAny", ContainingType.Name: "Task" } } race
            && Operations.Below(race).OfType<IInvocationOperation>().Any(other => other.TargetMethod is { Name: "Delay", ContainingType.Name: "Task" })
            ? race
            : null;
    }

    /// <summary>Anything but a comparison: awaited, given on, its result or its state read.</summary>
    public static bool IsLookedAt(IOperation mention)
    {
        var up = mention.Parent;
        while (up is IConversionOperation)
        {
            up = up.Parent;
        }

        return up is not (IBinaryOperation or IVariableInitializerOperation) && Write.By(mention) is null && mention is not IVariableDeclaratorOperation;
    }

    /// <summary>The clause that takes a <c>TimeoutException</c>, whatever it says; null where there is none.</summary>
    public static ICatchClauseOperation? HandlerOf(ITryOperation @try) =>
        @try.Catches.FirstOrDefault(handler => handler.ExceptionType is { Name: "TimeoutException" or "Exception" or "SystemException" } or { SpecialType: SpecialType.System_Object }) is { Filter: null } handler ? handler : null;

    /// <summary>The <c>WaitAsync</c> with a time around the call; null where there is none.</summary>
    public static IOperation? WaitOf(IOperation read)
    {
        for (var up = read.Parent; up is IInvocationOperation or IArgumentOperation or IConversionOperation; up = up.Parent)
        {
            if (up is IInvocationOperation { TargetMethod: { Name: "WaitAsync", ContainingType.Name: "Task" } } wait)
            {
                return wait.Arguments.Any(argument => argument.Parameter?.Type.Name == "TimeSpan") ? wait : null;
            }
        }

        return null;
    }

    /// <summary>Closes something or cancels it: the receive may be what is ended.</summary>
    public static bool EndsIt(IOperation operation) =>
        operation is IInvocationOperation { TargetMethod.Name: "Close" or "Dispose" or "DisposeAsync" or "Abort" or "Shutdown" or "Cancel" or "CancelAsync" or "CancelAfter" or "Disconnect" };
}
