using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;

namespace NetworkingAnalyzers.Situations;

/// <summary>Tasks of writes that are begun together and waited for together.</summary>
internal static class Joined
{
    /// <summary>The <c>Task.WhenAll</c> or <c>WaitAll</c> that is given the task itself.</summary>
    public static IInvocationOperation? Around(IOperation write)
    {
        var child = write;
        var isMany = false;
        while (child.Parent is { } parent)
        {
            if (parent is IAnonymousFunctionOperation lambda && SelectAround(lambda) is { } select)
            {
                child = select;
                isMany = true;
                continue;
            }

            switch (parent)
            {
                // var tasks = items.Select(..); await Task.WhenAll(tasks);
                case IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var tasks } } when isMany && Writes.ReadsAmong(Body.Around(write).MentionsOf(tasks)).Take(2).ToList() is { Count: 1 } reads:
                    child = reads[0];
                    continue;
                case IArgumentOperation { Parent: IInvocationOperation { TargetMethod: { Name: "ToList" or "ToArray", ContainingType.Name: "Enumerable" } } gathered } when isMany:
                    child = gathered;
                    continue;
                case IArgumentOperation { Parent: IInvocationOperation join }:
                    return Awaiting.JoinsAll(join.TargetMethod) || Awaiting.WaitsForAll(join.TargetMethod) ? join : null;
                case IInvocationOperation call when !Awaiting.PassesThrough(call.TargetMethod):
                case IReturnOperation or IBlockOperation { Operations.Length: 1 } when Body.FunctionOf(parent) is IAnonymousFunctionOperation:
                    break;
                case IAwaitOperation or IAssignmentOperation or IVariableInitializerOperation or IAnonymousFunctionOperation or IExpressionStatementOperation:
                    return null;
            }

            // Conversions, plumbing, the array or collection that holds the arguments.
            child = parent;
        }

        return null;
    }

    /// <summary><c>items.Select(lambda)</c>, whose tasks are those that the lambda gives.</summary>
    public static IInvocationOperation? SelectAround(IOperation lambda) =>
        Operations.Above<IArgumentOperation>(lambda.Parent!) is { Parent: IInvocationOperation { TargetMethod: { Name: "Select", ContainingType.Name: "Enumerable" } } select } ? select : null;

    /// <summary><c>Task.WhenAll(messages.Select(m => ssl.WriteAsync(m)))</c>: one is begun for each, on the one connection that the lambda did not get.</summary>
    public static bool IsForEachOf(Call call, ISymbol target) =>
        Body.FunctionOf(call.Operation) is IAnonymousFunctionOperation lambda
        && SelectAround(lambda) is not null
        && IsOutside(target, lambda, call)
        && !Operations.BelowInFunction(lambda).Any(operation => operation is IAwaitOperation);

    /// <summary><c>Task.WhenAll(messages.Select(m => SendAsync(m)))</c>: the method is begun for each, and the next does not wait for the one before.</summary>
    public static bool IsBegunForEach(IInvocationOperation start) =>
        Body.FunctionOf(start) is IAnonymousFunctionOperation lambda
        && SelectAround(lambda) is not null
        && Around(start) is not null
        && !Operations.BelowInFunction(lambda).Any(operation => operation is IAwaitOperation);

    /// <summary><c>Parallel.ForEach(messages, m => ssl.Write(m))</c>: several at once, on the one connection that the lambda did not get, and none waits for another.</summary>
    public static bool IsSpread(Call call, ISymbol target) =>
        Body.FunctionOf(call.Operation) is IAnonymousFunctionOperation lambda
        && Operations.Above<IArgumentOperation>(lambda.Parent!) is { Parent: IInvocationOperation { TargetMethod: { Name: "For" or "ForEach" or "ForEachAsync", ContainingType: { Name: "Parallel", ContainingNamespace.Name: "Tasks" } } } }
        && IsOutside(target, lambda, call)
        && !WriteTurns.MayTakeTurn(lambda.Body);

    private static bool IsOutside(ISymbol target, IAnonymousFunctionOperation lambda, Call call) =>
        !lambda.Symbol.Parameters.Contains(target, SymbolEqualityComparer.Default)
        && !(target is ILocalSymbol { DeclaringSyntaxReferences: { Length: 1 } declared } && lambda.Syntax.Span.Contains(declared[0].Span))
        && !Operations.Below(call.Receiver!).OfType<IParameterReferenceOperation>().Any(parameter => lambda.Symbol.Parameters.Contains(parameter.Parameter, SymbolEqualityComparer.Default));
}
