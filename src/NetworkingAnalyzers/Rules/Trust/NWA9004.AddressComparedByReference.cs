using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;
using NetworkingAnalyzers.Situations;

namespace NetworkingAnalyzers.Rules.Trust;

/// <summary>Two addresses are compared with == or !=: that asks whether they are one object, which they hardly ever are.</summary>
public sealed class AddressComparedByReference : NetworkingRule
{
    /// <summary>Describes the rule.</summary>
    public AddressComparedByReference()
        : base(
            "NWA9004",
            "Two addresses are compared by reference",
            "'{0}' of two '{1}' asks whether they are the same object, and two that say the same hardly ever are; call 'Equals'",
            "'IPAddress', 'EndPoint' and their kind have no operators of their own: '==' compares references. What a socket, a parser or the DNS gives is a new object each time, so the comparison is false for equal addresses: "
            + "a block list lets everybody in, an allow list nobody, a peer is not recognised.")
    {
    }

    /// <inheritdoc/>
    public override string? Threat => "an address that is to be turned away is let in";

    private protected override void Watch(Watch on, NetTypes net) => on.BodiesThat(body => !body.Body.Identities.IsEmpty, Judge);

    private static void Judge(Seen seen)
    {
        foreach (var operation in seen.Body.Identities)
        {
            var found = operation switch
            {
                IBinaryOperation comparison => (comparison.OperatorKind, PairOf(comparison, seen)),
                ITupleBinaryOperation pairs => (pairs.OperatorKind, PairOf(pairs, seen)),
                _ => default,
            };

            // A test that compares wrongly fails when it is run.
            if (found is (var kind, { } name) && !TestCode.Holds(seen.Body.Owner, seen.Compilation))
            {
                seen.Report(operation, kind == BinaryOperatorKind.Equals ? "==" : "!=", name);
            }
        }
    }

    /// <summary>What the two sides are, where they are addresses and nothing says that the same object is asked for.</summary>
    private static string? PairOf(IBinaryOperation comparison, Seen seen) =>
        AddressOf(comparison.LeftOperand, seen) is { } left && AddressOf(comparison.RightOperand, seen) is { } right && !IsMeant(comparison, seen)
            ? left.Name == "EndPoint" ? right.Name : left.Name
            : null;

    /// <summary>The type of a side that is an address. One that is cast to <c>object</c> is meant to be compared by reference.</summary>
    private static ITypeSymbol? AddressOf(IOperation side, Seen seen) =>
        side is IConversionOperation { IsImplicit: false, Type.SpecialType: SpecialType.System_Object } ? null
        : TypeOf(side) is { } type && Addresses.Compare(type, seen.Types) ? type
        : null;

    /// <summary>The type before the compiler made an object of it, to compare the references.</summary>
    private static ITypeSymbol? TypeOf(IOperation side) => side is IConversionOperation { IsImplicit: true } conversion ? conversion.Operand.Type : side.Type;

    /// <summary><c>(name, address) == (otherName, otherAddress)</c> compares each pair by its own operator.</summary>
    private static string? PairOf(ITupleBinaryOperation pairs, Seen seen)
    {
        var (left, right) = (ElementsOf(pairs.LeftOperand), ElementsOf(pairs.RightOperand));
        for (var i = 0; i < left.Length && i < right.Length && !IsQuery(pairs, seen); i++)
        {
            if (Addresses.Compare(left[i], seen.Types) && Addresses.Compare(right[i], seen.Types))
            {
                return left[i]!.Name;
            }
        }

        return null;
    }

    private static ImmutableArray<ITypeSymbol?> ElementsOf(IOperation side) => Uses.Plain(side) is ITupleOperation tuple
        ? tuple.Elements.Select(TypeOf).ToImmutableArray()
        : TypeOf(side) is INamedTypeSymbol { IsTupleType: true } type ? type.TupleElements.Select(element => (ITypeSymbol?)element.Type).ToImmutableArray() : ImmutableArray<ITypeSymbol?>.Empty;

    private static bool IsMeant(IBinaryOperation comparison, Seen seen)
    {
        var (left, right) = (Uses.Plain(comparison.LeftOperand), Uses.Plain(comparison.RightOperand));
        return IsQuery(comparison, seen)
            || IsFirstStepOfEquals(left, right, seen)
            || IsSwapped(left, seen) || IsSwapped(right, seen)
            || OnlyRemembers(comparison, left, right, seen)
            || ComeFromOne(left, right, seen);
    }

    /// <summary>An expression tree is not run: a database compares the columns.</summary>
    private static bool IsQuery(IOperation comparison, Seen seen)
    {
        var tree = seen.Types.Type("System.Linq.Expressions.LambdaExpression");
        for (var up = comparison.Parent; up is not null; up = up.Parent)
        {
            if (up is IAnonymousFunctionOperation && up.Parent is { Type: var type } && NetTypes.Is(type, tree))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary><c>a == b || a.Equals(b)</c>: the same two are compared by what they say as well. So does a comparer that goes on to their parts.</summary>
    private static bool IsFirstStepOfEquals(IOperation left, IOperation right, Seen seen) =>
        seen.Body.Uses.OfType<IInvocationOperation>().Any(call => call.TargetMethod.Name is "Equals" or "SequenceEqual" or "CompareTo" && IsOf(call, left, right))
        || (seen.Body.Owner is { Name: "Equals" or "Compare" or "op_Equality" or "op_Inequality" } && HasParts(left, seen) && HasParts(right, seen));

    private static bool IsOf(IInvocationOperation call, IOperation left, IOperation right)
    {
        var given = call.Arguments.Select(argument => Uses.Plain(argument.Value)).ToList();
        if (call.Instance is { } instance)
        {
            given.Add(Uses.Plain(instance));
        }

        return given.Any(one => SameText(one, left)) && given.Any(one => SameText(one, right));
    }

    private static bool SameText(IOperation one, IOperation other) => SyntaxFactory.AreEquivalent(one.Syntax, other.Syntax);

    private static bool HasParts(IOperation side, Seen seen) =>
        side is IParameterReferenceOperation { Parameter: var parameter } && seen.Body.MentionsOf(parameter).Any(mention => Uses.UserOf(mention) is IMemberReferenceOperation or IInvocationOperation);

    /// <summary><c>Interlocked.CompareExchange(ref _peer, next, seen) == seen</c> says whether it was exchanged.</summary>
    private static bool IsSwapped(IOperation side, Seen seen) =>
        side is IInvocationOperation { TargetMethod: { Name: "CompareExchange" or "Exchange", ContainingType.Name: "Interlocked" } }
        || (side is ILocalReferenceOperation { Local: var local } && Writes.Among(seen.Body.MentionsOf(local)).Any(write => write.Value is { } value && Uses.Plain(value) is IInvocationOperation && IsSwapped(Uses.Plain(value), seen)));

    /// <summary>
    /// Both may be the one object that was made in one place, which somebody remembers as a mark; or one is a constant of .NET's, and the other is never anything but such constants.
    /// </summary>
    private static bool ComeFromOne(IOperation left, IOperation right, Seen seen)
    {
        var (one, other) = (Origin.Of(left, seen.Sources), Origin.Of(right, seen.Sources));
        return (one.Any(origin => IsMadeOnce(origin, seen) && other.Any(also => also.Syntax == origin.Syntax)) && IsOfThisRun(left, seen) && IsOfThisRun(right, seen))
            || (IsConstants(one) && IsConstants(other))
            || IsMark(one, other, seen) || IsMark(other, one, seen);
    }

    /// <summary>
    /// <c>if (address != _last) { _last = address; _hasLast = true; }</c>: what is equal is stored over what is equal, and the rest says what it said before.
    /// </summary>
    private static bool OnlyRemembers(IBinaryOperation comparison, IOperation left, IOperation right, Seen seen) =>
        comparison.OperatorKind == BinaryOperatorKind.NotEquals
        && comparison.Parent is IConditionalOperation { WhenTrue: { } then, WhenFalse: null } test && ReferenceEquals(test.Condition, comparison)
        && Operations.StatementsOf(then).Select(statement => (statement as IExpressionStatementOperation)?.Operation as ISimpleAssignmentOperation).ToList() is var stores
        && stores.Any(store => store is not null && IsOfBoth(store, left, right))
        && stores.All(store => store is not null && (IsOfBoth(store, left, right)
            || (store.Value.ConstantValue.HasValue && store.Target is IFieldReferenceOperation { Field: var field } && Writes.Among(seen.Sources.MentionsOf(field)).Take(2).Count() == 1)));

    private static bool IsOfBoth(ISimpleAssignmentOperation store, IOperation left, IOperation right) =>
        (SameText(store.Target, left) && SameText(store.Value, right)) || (SameText(store.Target, right) && SameText(store.Value, left));

    /// <summary>A constant of .NET's, compared with what holds that very object from its declaration on, or is given it in the same method before: it means "not set yet".</summary>
    private static bool IsMark(ImmutableArray<IOperation> constant, ImmutableArray<IOperation> held, Seen seen) =>
        constant.Length == 1 && IsConstants(constant) && constant[0] is IFieldReferenceOperation { Field: var mark }
        && held.Any(origin => origin is IFieldReferenceOperation { Field: var first } && SymbolEqualityComparer.Default.Equals(first, mark)
            && (Body.RootOf(origin) is IFieldInitializerOperation or IPropertyInitializerOperation
                || (origin.Parent is ISimpleAssignmentOperation or IVariableInitializerOperation && Body.RootOf(origin).Syntax == seen.Body.Root.Syntax)));

    private static bool IsMadeOnce(IOperation origin, Seen seen) =>
        Body.RootOf(origin) is var root && (root is IFieldInitializerOperation or IPropertyInitializerOperation || root.Syntax == seen.Body.Root.Syntax) && origin is not IParameterReferenceOperation;

    /// <summary>What a field holds that is written behind the comparison alone was made by an earlier call.</summary>
    private static bool IsOfThisRun(IOperation side, Seen seen)
    {
        var stores = side is IFieldReferenceOperation or IPropertyReferenceOperation ? Writes.Among(seen.Body.MentionsOf(((IMemberReferenceOperation)side).Member)).ToList() : new();
        return stores.Count == 0 || stores.Any(store => store.At.Syntax.SpanStart < side.Syntax.SpanStart);
    }

    private static bool IsConstants(IEnumerable<IOperation> origins)
    {
        var any = false;
        foreach (var origin in origins)
        {
            if (origin is IFieldReferenceOperation { Field: { IsStatic: true, IsReadOnly: true, DeclaringSyntaxReferences.IsEmpty: true } })
            {
                any = true;
            }
            else if (origin.ConstantValue is not { HasValue: true, Value: null })
            {
                return false;
            }
        }

        return any;
    }
}
