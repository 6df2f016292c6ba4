using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace NetworkingAnalyzers.Flow;

/// <summary>Whether somebody here waits for the task that a call returns.</summary>
internal static class Pending
{
    private const int Locals = 3;

    /// <summary>
    /// Whether the call returns a task that this function neither awaits nor blocks on (nor gives to <c>Task.WhenAll</c> and the
    /// like): the operation may go on after the function has ended.
    /// </summary>
    public static bool IsLeft(IOperation call, Body body) => IsLeft(call, body, Locals);

    private static bool IsLeft(IOperation task, Body body, int locals)
    {
        if (!Awaiting.IsTask(task.Type))
        {
            return false;
        }

        var child = task;
        while (child.Parent is { } parent)
        {
            switch (parent)
            {
                case IAwaitOperation:
                    return false;

                case IInvocationOperation invocation when ReferenceEquals(invocation.Instance, child):
                    if (Awaiting.WaitsOnly(invocation.TargetMethod) || invocation.TargetMethod.Name == "GetResult")
                    {
                        return false;
                    }

                    if (!Awaiting.PassesThrough(invocation.TargetMethod))
                    {
                        return true;
                    }

                    break;

                case IPropertyReferenceOperation property:
                    return !Awaiting.IsResult(property.Property);

                case IArgumentOperation { Parent: IInvocationOperation call }:
                    if (call.TargetMethod.Name is "WhenAll" or "WhenAny" or "WaitAll" or "WaitAny" && Awaiting.IsTask(call.TargetMethod.ContainingType))
                    {
                        return false;
                    }

                    if (!Awaiting.PassesThrough(call.TargetMethod))
                    {
                        return true;
                    }

                    parent = call;
                    break;

                case IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator }:
                    return locals == 0 || !IsWaitedFor(declarator.Symbol, body, locals - 1);

                case ISimpleAssignmentOperation { Target: ILocalReferenceOperation target } assignment when ReferenceEquals(assignment.Value, child):
                    return locals == 0 || !IsWaitedFor(target.Local, body, locals - 1);

                case IConversionOperation or IParenthesizedOperation or ICoalesceOperation:
                case { } gathering when Operations.Gathers(gathering):
                case IConditionalAccessOperation access when ReferenceEquals(access.WhenNotNull, child):
                case IConditionalOperation conditional when !ReferenceEquals(conditional.Condition, child):
                    break;

                default:
                    return true;
            }

            child = parent;
        }

        return true;
    }

    private static bool IsWaitedFor(ILocalSymbol local, Body body, int locals) =>
        Writes.ReadsAmong(body.MentionsOf(local)).Any(read => !IsLeft(read, body, locals));
}
