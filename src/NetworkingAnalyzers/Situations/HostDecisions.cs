using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;

namespace NetworkingAnalyzers.Situations;

/// <summary>Does a host's name decide who is let in, or who gets a secret?</summary>
internal static class HostDecisions
{
    private const int Budget = 32;

    /// <summary>Whether something is granted where the value is true (or, turned, where it is false), and not otherwise.</summary>
    public static bool Grants(IOperation value, bool turned, Seen seen)
    {
        var todo = new Stack<(IOperation Value, bool Yes)>();
        var known = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        todo.Push((value, !turned));
        for (var steps = 0; todo.Count > 0 && steps < Budget; steps++)
        {
            var (at, yes) = todo.Pop();
            at = Uses.Whole(at);
            switch (at.Parent)
            {
                case IUnaryOperation { OperatorKind: UnaryOperatorKind.Not } not:
                    todo.Push((not, !yes));
                    break;
                case IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalOr or BinaryOperatorKind.Or } either:
                    todo.Push((either, yes));
                    break;
                case IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd or BinaryOperatorKind.And } both when !yes || !LooksAtHost(both, at, seen):
                    todo.Push((both, yes));
                    break;
                case IBinaryOperation equals when Comparing.Of(equals) is { Kind: BinaryOperatorKind.Equals, Constant: bool wanted }:
                    todo.Push((equals, wanted == yes));
                    break;
                case IConditionalAccessOperation or ICoalesceOperation or IIsPatternOperation { Pattern: IConstantPatternOperation { Value.ConstantValue: { HasValue: true, Value: true } } }:
                    todo.Push((at.Parent, yes));
                    break;
                case IConditionalOperation { Type: not null } choice when ReferenceEquals(choice.Condition, at):
                    if (yes && choice.WhenFalse is { } otherwise && Refuses(otherwise, seen))
                    {
                        return true;
                    }

                    break;
                case IConditionalOperation choice when ReferenceEquals(choice.Condition, at):
                    if (Decides(choice, yes, seen))
                    {
                        return true;
                    }

                    break;
                case IReturnOperation when yes && IsGranted(at, todo, seen):
                    return true;
                case IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var local } } when known.Add(local) && Writes.Among(seen.Body.MentionsOf(local)).Take(2).Count() == 1:
                    foreach (var read in Writes.ReadsAmong(seen.Body.MentionsOf(local)))
                    {
                        todo.Push((read, yes));
                    }

                    break;
            }
        }

        return false;
    }

    /// <summary>Whether a lambda says which sites may call this one.</summary>
    public static bool IsAskedForOrigin(IAnonymousFunctionOperation lambda, Seen seen) => Handed.Of(lambda).To switch
    {
        IArgumentOperation { Parent: IInvocationOperation call } => seen.Types.TopicsOf(call.TargetMethod).HasAny(Topics.AsksForOrigin),
        ISimpleAssignmentOperation { Target: IPropertyReferenceOperation property } => seen.Types.TopicsOf(property.Property).HasAny(Topics.AsksForOrigin),
        _ => false,
    };

    /// <summary>The function says who may, by its name or by whom it is given to; or it is one step of a question (<c>hosts.Any(..)</c>), which is followed.</summary>
    private static bool IsGranted(IOperation returned, Stack<(IOperation, bool)> todo, Seen seen)
    {
        switch (Body.FunctionOf(returned))
        {
            case ILocalFunctionOperation local:
                return Hosts.Grants(local.Symbol.Name);
            case IAnonymousFunctionOperation lambda:
                switch (Handed.Of(lambda).To)
                {
                    case IArgumentOperation { Parent: IInvocationOperation { TargetMethod.Name: "Any" or "Exists" } any }:
                        todo.Push((any, true));
                        return false;
                    case IArgumentOperation { Parent: IInvocationOperation call, Parameter: var parameter }:
                        return seen.Types.TopicsOf(call.TargetMethod).HasAny(Topics.AsksForOrigin) || (parameter is not null && Hosts.Grants(parameter.Name));
                    case ISimpleAssignmentOperation { Target: var target } assignment:
                        return (Makings.SymbolOf(target) is { } symbol && Hosts.Grants(symbol.Name)) || Certificates.IsCallback(assignment.Value.Type, seen.Types) || IsAskedForOrigin(lambda, seen);
                    case IVariableDeclaratorOperation { Symbol.Name: var name }:
                        return Hosts.Grants(name);
                    case IFieldInitializerOperation { InitializedFields: { Length: > 0 } fields }:
                        return Hosts.Grants(fields[0].Name);
                    default:
                        return false;
                }

            default:
                return seen.Body.Owner is { } owner && Hosts.Grants(owner is IMethodSymbol { AssociatedSymbol: { } property } ? property.Name : owner.Name);
        }
    }

    private static bool Decides(IConditionalOperation choice, bool yes, Seen seen)
    {
        var (whenYes, whenNo) = yes ? (choice.WhenTrue, choice.WhenFalse) : (choice.WhenFalse, choice.WhenTrue);
        if ((whenNo is not null && Refuses(whenNo, seen)) || (whenYes is not null && (GivesSecret(whenYes) || ReturnsYes(whenYes, seen))))
        {
            return true;
        }

        // if (allowed) { return await next(); } response.StatusCode = 403;
        return yes && whenNo is null && choice.Parent is IBlockOperation block
            && Operations.BelowInFunction(choice.WhenTrue).Any(operation => operation is IReturnOperation)
            && block.Operations.Skip(block.Operations.IndexOf(choice) + 1).FirstOrDefault() is { } next && Refuses(next, seen);
    }

    private static bool ReturnsYes(IOperation code, Seen seen) =>
        Operations.StatementsOf(code).FirstOrDefault() is IReturnOperation { ReturnedValue.ConstantValue: { HasValue: true, Value: true } } @return && IsGranted(@return.ReturnedValue, new(), seen);

    /// <summary>Throws, turns the request away, says no where the function says who may.</summary>
    private static bool Refuses(IOperation code, Seen seen)
    {
        foreach (var operation in Operations.BelowInFunction(code))
        {
            switch (operation)
            {
                case IThrowOperation:
                case IInvocationOperation { TargetMethod.Name: var name } when Hosts.Refuses(name):
                case IInvocationOperation { TargetMethod.Name: "StatusCode", Arguments: { Length: > 0 } given } when given[0].Value.ConstantValue is { HasValue: true, Value: >= 400 and < 500 }:
                case ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property.Name: "StatusCode" } } status when IsRefusal(status.Value):
                case IReturnOperation { ReturnedValue: { ConstantValue: { HasValue: true, Value: false } } no } when IsGranted(no, new(), seen):
                    return true;
            }
        }

        return false;
    }

    private static bool IsRefusal(IOperation status) => status.ConstantValue is { HasValue: true, Value: >= 400 and < 500 } || (Uses.Plain(status) is IFieldReferenceOperation { Field.ConstantValue: >= 400 and < 500 });

    /// <summary>A header with a secret is set, credentials are given, a browser is sent there.</summary>
    private static bool GivesSecret(IOperation code)
    {
        foreach (var operation in Operations.BelowInFunction(code))
        {
            switch (operation)
            {
                case ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property.Name: "Authorization" or "Credentials" }, Value: var value } when Uses.Plain(value).ConstantValue is not { HasValue: true, Value: null }:
                case ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property.IsIndexer: true, Arguments: { Length: 1 } key } } when IsSecret(key[0].Value):
                case IInvocationOperation { TargetMethod.Name: "Add" or "TryAddWithoutValidation" or "Append", Arguments: { Length: > 1 } given } when given.Any(argument => IsSecret(argument.Value)):
                case IInvocationOperation { TargetMethod: { Name: "Redirect" or "LocalRedirect", ContainingType: { ContainingNamespace: { } space } } } when space.ToDisplayString() is var name && (name.StartsWith("Microsoft.AspNetCore", System.StringComparison.Ordinal) || name.StartsWith("System.", System.StringComparison.Ordinal)):
                    return true;
            }
        }

        return false;
    }

    private static bool IsSecret(IOperation name) => Uses.Plain(name).ConstantValue is { HasValue: true, Value: string text } && Hosts.IsSecret(text);

    /// <summary>The other side of <c>&amp;&amp;</c> asks for the host as well, and may say more.</summary>
    private static bool LooksAtHost(IBinaryOperation both, IOperation side, Seen seen)
    {
        var other = ReferenceEquals(both.LeftOperand, side) ? both.RightOperand : both.LeftOperand;
        return Operations.Below(other).Any(operation => operation is IPropertyReferenceOperation property && seen.Types.TopicsOf(property.Property).HasAny(Topics.NamesHost));
    }
}
