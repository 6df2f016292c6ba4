using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;

namespace NetworkingAnalyzers.Situations;

/// <summary>What hangs on <c>Connected</c>, where it is asked itself or by way of a property or method that gives nothing but its answer.</summary>
internal static class ConnectedAnswers
{
    private const int MostUses = 48;

    /// <summary>Every place where the answer is looked at: the access itself, and each use of the property that passes it on.</summary>
    public static IEnumerable<Call> Of(Call asked)
    {
        yield return asked;
        if (PassedOnBy(asked) is not { } passing)
        {
            yield break;
        }

        foreach (var member in Functions.ContractsOf(passing).Prepend(passing))
        {
            foreach (var name in asked.Seen.Sources.NamesAnywhere(member.Name, asked.Seen.Cancellation).Take(MostUses))
            {
                if (asked.Seen.Sources.OperationAt(name) is { } use && SymbolEqualityComparer.Default.Equals(Uses.MemberOf(use)?.OriginalDefinition, member))
                {
                    yield return new Call(use, asked.Topics, asked.Seen.In(Body.Around(use)));
                }
            }
        }
    }

    /// <summary>The condition of an <c>if</c>, a <c>?:</c> or a <c>while</c> that the answer is a part of.</summary>
    public static IOperation? ConditionOf(IOperation answer)
    {
        for (var up = answer; up.Parent is { } parent and not (IAnonymousFunctionOperation or ILocalFunctionOperation or IBlockOperation); up = parent)
        {
            if ((parent is IConditionalOperation choice && ReferenceEquals(choice.Condition, up)) || (parent is IWhileLoopOperation loop && ReferenceEquals(loop.Condition, up)))
            {
                return up;
            }
        }

        return null;
    }

    /// <summary>Whether the whole holds where the answer is "no", and the other way round.</summary>
    public static bool IsNegated(IOperation answer, IOperation whole)
    {
        var negated = false;
        for (var up = answer; up is not null; up = up.Parent)
        {
            negated ^= up switch
            {
                IUnaryOperation { OperatorKind: UnaryOperatorKind.Not } => true,
                IBinaryOperation => Comparing.Of(up) is { Kind: BinaryOperatorKind.Equals, Constant: false } or { Kind: BinaryOperatorKind.NotEquals, Constant: true },
                IIsPatternOperation { Pattern: IConstantPatternOperation { Value: var value } } => IsSaid(value, false),
                IIsPatternOperation { Pattern: INegatedPatternOperation { Pattern: IConstantPatternOperation { Value: var value } } } => IsSaid(value, true),
                IPropertySubpatternOperation { Pattern: IConstantPatternOperation { Value: var value } } => IsSaid(value, false),
                INegatedPatternOperation => true,
                _ => false,
            };
            if (ReferenceEquals(up, whole))
            {
                break;
            }
        }

        return negated;
    }

    /// <summary>Whose answer it is: <c>client</c> of <c>client?.Client.Connected</c> and of <c>client is { Connected: true }</c>; null where the object asks itself.</summary>
    public static IOperation? HolderOf(IOperation answer)
    {
        var holder = Uses.ReceiverOf(answer);
        while (holder is not null)
        {
            switch (holder)
            {
                case IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.PatternInput }:
                    return Operations.Above<IIsPatternOperation>(holder) is { Value: var value } ? Uses.Plain(value) : null;
                case IInstanceReferenceOperation:
                    return null;
                case IPropertyReferenceOperation { Property.Name: "Client" or "Socket", Property.DeclaringSyntaxReferences.IsEmpty: true }:
                    holder = Uses.ReceiverOf(holder);
                    break;
                default:
                    return holder;
            }
        }

        return null;
    }

    /// <summary>Whether the condition asks nothing else but whether there is an object at all, and what is taken out of a collection.</summary>
    public static bool AsksNothingElse(IOperation condition, IOperation answer) => Operations.BelowInFunction(condition).All(operation => operation switch
    {
        IInvocationOperation call => ReferenceEquals(call, answer) || TakesOut(call.TargetMethod),
        IPropertyReferenceOperation property => ReferenceEquals(property, answer) || property.Property is { Name: "Client" or "Socket", DeclaringSyntaxReferences.IsEmpty: true },
        IFieldReferenceOperation { Type.SpecialType: SpecialType.System_Boolean } or IBinaryOperation { OperatorKind: BinaryOperatorKind.GreaterThan or BinaryOperatorKind.LessThan } => false,
        _ => true,
    });

    /// <summary>Gives an element of a collection and removes it there.</summary>
    public static bool TakesOut(IMethodSymbol method) => method.Name is "TryPop" or "TryDequeue" or "TryTake" or "TryRead" or "Pop" or "Dequeue" or "Take" && method.DeclaringSyntaxReferences.IsEmpty;

    /// <summary>The property or method of this compilation that returns the answer and nothing else, but for "no" where there is no connection.</summary>
    private static ISymbol? PassedOnBy(Call asked)
    {
        var owner = asked.Body.Owner is IMethodSymbol { AssociatedSymbol: { } property } ? property : asked.Body.Owner;
        return owner is IPropertySymbol { IsIndexer: false } or IMethodSymbol { MethodKind: MethodKind.Ordinary, Parameters.IsEmpty: true, ReturnType.SpecialType: SpecialType.System_Boolean }
            && HolderOf(asked.Operation) is IMemberReferenceOperation or IParameterReferenceOperation
            && asked.Seen.Sources.ReturnedBy(owner) is { IsEmpty: false } returned
            && returned.All(value => value.ConstantValue.HasValue || (value.Syntax.Span.Contains(asked.Operation.Syntax.Span) && !IsNegated(asked.Operation, value)))
            && Operations.Below(asked.Body.Root).All(operation => operation is not (IInvocationOperation or IAssignmentOperation or IObjectCreationOperation or ILoopOperation or ITryOperation))
            && AsksNothingElse(asked.Body.Root, asked.Operation)
                ? owner.OriginalDefinition
                : null;
    }

    private static bool IsSaid(IOperation value, bool truth) => Uses.Plain(value).ConstantValue is { HasValue: true, Value: bool said } && said == truth;
}
