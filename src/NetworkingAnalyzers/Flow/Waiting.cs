using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace NetworkingAnalyzers.Flow;

/// <summary>Does the function wait for the task that a call returns?</summary>
internal static class Waiting
{
    private const int Locals = 3;

    /// <summary>
    /// What waits for the task before the function goes on: an <c>await</c>, <c>Wait</c>, <c>Result</c>, <c>GetResult</c>,
    /// <c>WaitAll</c>; also through <c>ConfigureAwait</c>, <c>WhenAll</c>, <c>ContinueWith</c> and a local. Null where nothing of
    /// this function does.
    /// </summary>
    public static IOperation? For(IOperation call) => For(call, Locals);

    /// <summary>The <c>await</c> that waits for the call, which is where its result is used; the call itself where none does.</summary>
    public static IOperation Awaited(IOperation call) => For(call) is IAwaitOperation await ? await : call;

    private static IOperation? For(IOperation call, int locals)
    {
        var child = call;
        while (child.Parent is { } parent)
        {
            switch (parent)
            {
                case IAwaitOperation:
                    return parent;

                case IConversionOperation or IParenthesizedOperation or ICoalesceOperation:
                case { } gathering when Operations.Gathers(gathering):
                case IConditionalOperation { Type: not null } conditional when !ReferenceEquals(conditional.Condition, child):
                case IConditionalAccessOperation access when ReferenceEquals(access.WhenNotNull, child):
                    break;

                case IArgumentOperation { Parent: IInvocationOperation call2 } argument:
                    if (Awaiting.WaitsForAll(call2.TargetMethod))
                    {
                        return call2;
                    }

                    if (!Awaiting.JoinsAll(call2.TargetMethod)
                        && !(call2.Instance is null && Awaiting.PassesThrough(call2.TargetMethod) && ReferenceEquals(call2.Arguments[0], argument)))
                    {
                        return null;
                    }

                    parent = call2;
                    break;

                case IInvocationOperation invocation when ReferenceEquals(invocation.Instance, child):
                    if (Awaiting.Blocks(invocation.TargetMethod))
                    {
                        return invocation;
                    }

                    if (!Awaiting.PassesThrough(invocation.TargetMethod) && !Awaiting.Continues(invocation.TargetMethod))
                    {
                        return null;
                    }

                    break;

                case IPropertyReferenceOperation property when Awaiting.IsResult(property.Property):
                    return property;

                case IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator }:
                    return ForLocal(declarator.Symbol, call, locals);

                case ISimpleAssignmentOperation { Target: ILocalReferenceOperation local, Parent: IExpressionStatementOperation } assignment when ReferenceEquals(assignment.Value, child):
                    return ForLocal(local.Local, call, locals);

                default:
                    return null;
            }

            child = parent;
        }

        return null;
    }

    private static IOperation? ForLocal(ILocalSymbol local, IOperation call, int locals)
    {
        if (locals == 0)
        {
            return null;
        }

        var function = Body.FunctionOf(call);
        foreach (var mention in Body.Around(call).MentionsOf(local))
        {
            if (mention is ILocalReferenceOperation
                && ReferenceEquals(Body.FunctionOf(mention), function)
                && For(mention, locals - 1) is { } wait)
            {
                return wait;
            }
        }

        return null;
    }
}
