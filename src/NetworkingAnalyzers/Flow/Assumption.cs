using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace NetworkingAnalyzers.Flow;

/// <summary>What a condition says under an assumption.</summary>
internal enum Truth
{
    /// <summary>Holds.</summary>
    Yes,

    /// <summary>Does not hold.</summary>
    No,

    /// <summary>Depends on the assumed value in a way that is not understood.</summary>
    Depends,

    /// <summary>Has nothing to do with the assumed value.</summary>
    Unrelated,
}

/// <summary>
/// "Suppose this expression gave that value": what do conditions say then? Follows the value through the variable it is stored
/// in, through variables computed from it, comparisons, <c>!</c>, <c>&amp;&amp;</c>, <c>||</c>, patterns and casts.
/// </summary>
internal sealed class Assumption
{
    private const int Depth = 64;

    private readonly IReadOnlyList<IOperation> _sources;
    private readonly object? _value;
    private readonly HashSet<ISymbol> _tasks = new(SymbolEqualityComparer.Default);
    private readonly HashSet<ISymbol> _holders = new(SymbolEqualityComparer.Default);
    private readonly HashSet<ISymbol> _derived = new(SymbolEqualityComparer.Default);
    private readonly HashSet<ISymbol> _sums = new(SymbolEqualityComparer.Default);

    /// <summary>Supposes that each of <paramref name="sources"/>, which ask the same thing, gave <paramref name="value"/>.</summary>
    public Assumption(IReadOnlyList<IOperation> sources, object? value)
    {
        _sources = sources;
        _value = value;
        foreach (var source in sources)
        {
            FindHolders(source);
        }

        if (_holders.Count > 0)
        {
            Spread(Body.Around(sources[0]));
        }
    }

    /// <summary>Supposes that <paramref name="source"/> (a call) gave <paramref name="value"/>: an <c>int</c> or <see langword="null"/>.</summary>
    public Assumption(IOperation source, object? value)
        : this([source], value)
    {
    }

    /// <summary>Supposes that a method was given <paramref name="value"/> for <paramref name="parameter"/>, whose body this is.</summary>
    public Assumption(IParameterSymbol parameter, object? value, Body body)
    {
        _sources = [];
        _value = value;
        _holders.Add(parameter);
        Spread(body);
    }

    /// <summary>The assumed value.</summary>
    public object? Value => _value;

    /// <summary>Variables that hold the value itself.</summary>
    public IReadOnlyCollection<ISymbol> Holders => _holders;

    /// <summary>Variables that hold the task whose result it is.</summary>
    public IReadOnlyCollection<ISymbol> Tasks => _tasks;

    /// <summary>Variables to which the value is added or subtracted, or which are cut by it at their beginning: 0 leaves them as they are.</summary>
    public IReadOnlyCollection<ISymbol> Sums => _sums;

    /// <summary>Whether the value leaves what can be followed: a field, a capture that writes, a <c>ref</c>.</summary>
    public bool IsLost { get; private set; }

    /// <summary>What the condition says.</summary>
    public Truth Of(IOperation condition) => Of(condition, Depth);

    /// <summary>Whether the expression is the assumed value itself, or a constant, and is that number.</summary>
    public bool IsKnownToBe(IOperation expression, long number) => ValueOf(expression) is { Value: long known } && known == number;

    /// <summary>Whether the operation mentions the value, or a variable computed from it, at all.</summary>
    public bool Touches(IOperation operation) =>
        Operations.Below(operation).Any(below =>
            IsSource(below)
            || (SymbolOf(below) is { } symbol && (_holders.Contains(symbol) || _derived.Contains(symbol) || (_tasks.Contains(symbol) && IsUnwrapped(below)))));

    /// <summary>Whether control comes into that section of a <c>switch</c>.</summary>
    public Truth Of(ISwitchCaseOperation section, ISwitchOperation @switch)
    {
        if (ValueOf(@switch.Value) is not { } known)
        {
            return Touches(@switch.Value) ? Truth.Depends : Truth.Unrelated;
        }

        var own = section.Clauses.Select(clause => clause is IDefaultCaseClauseOperation
            ? Negate(Any(@switch.Cases.SelectMany(other => other.Clauses).Select(other => Of(other, known.Value))))
            : Of(clause, known.Value));
        return Any(own);

        static Truth Any(IEnumerable<Truth> truths) => truths.Aggregate(Truth.No, (all, next) => Negate(Both(Negate(all), Negate(next))));
    }

    private static Truth Of(ICaseClauseOperation clause, object? value) => clause switch
    {
        IDefaultCaseClauseOperation => Truth.No,
        ISingleValueCaseClauseOperation { Value.ConstantValue: { HasValue: true, Value: var constant } } => Decide(BinaryOperatorKind.Equals, value, Number(constant)),
        IPatternCaseClauseOperation { Guard: var guard, Pattern: var pattern } => Matches(pattern, value, Depth) is var holds && guard is not null && holds == Truth.Yes ? Truth.Depends : holds,
        _ => Truth.Depends,
    };

    private void FindHolders(IOperation source)
    {
        var fate = Fate.Of(source);
        switch (fate.Kind)
        {
            case FateKind.Stored when fate.Into is ILocalSymbol task && Awaiting.IsTask(task.Type) && Awaiting.IsTask(source.Type):
                FindUnwrapped(task, Body.Around(source));
                break;
            case FateKind.Stored when fate.Into is ILocalSymbol or IParameterSymbol:
                (fate.Accumulates ? _sums : _holders).Add(fate.Into);
                break;
            case FateKind.Stored when fate is { Accumulates: true, Into: IFieldSymbol { Type: var type } } && IsNumber(type):
                _sums.Add(fate.Into);
                break;
            case FateKind.Stored:
                IsLost = true;
                return;
        }
    }

    /// <summary><c>var receive = socket.ReceiveAsync(..); .. var n = await receive;</c></summary>
    private void FindUnwrapped(ILocalSymbol task, Body body)
    {
        _tasks.Add(task);
        foreach (var mention in body.MentionsOf(task))
        {
            if (!IsUnwrapped(mention))
            {
                IsLost |= Write.By(mention) is null && mention is not IVariableDeclaratorOperation && !OnlyAsksForTheEnd(mention);
                continue;
            }

            var fate = Fate.Of(mention);
            if (fate is { Kind: FateKind.Stored, Into: ILocalSymbol or IParameterSymbol })
            {
                (fate.Accumulates ? _sums : _holders).Add(fate.Into);
            }
            else if (fate.Kind == FateKind.Stored)
            {
                IsLost = true;
            }
        }
    }

    /// <summary>Raced, waited for, compared, asked whether it has ended: nobody learns the result.</summary>
    private static bool OnlyAsksForTheEnd(IOperation task)
    {
        var whole = Uses.Whole(task);
        return whole.Parent switch
        {
            IBinaryOperation or IPropertyReferenceOperation => true,
            IInvocationOperation wait => Awaiting.WaitsOnly(wait.TargetMethod),
            _ => Operations.Above<IArgumentOperation>(whole) is { Parent: IInvocationOperation { TargetMethod: { IsStatic: true, ContainingType: { } type } } } && Awaiting.IsTask(type),
        };
    }

    /// <summary>The task's result is taken: <c>await</c>, <c>Result</c>.</summary>
    private static bool IsUnwrapped(IOperation task)
    {
        for (var up = Uses.Whole(task).Parent; up is not null; up = Uses.Whole(up).Parent)
        {
            switch (up)
            {
                case IAwaitOperation:
                case IPropertyReferenceOperation property when Awaiting.IsResult(property.Property):
                    return true;
                case IInvocationOperation plumbing when Awaiting.PassesThrough(plumbing.TargetMethod):
                    break;
                default:
                    return false;
            }
        }

        return false;
    }

    /// <summary>Variables that get a value computed from the assumed one. Two rounds reach <c>text = decode(n); line = text.Trim()</c>.</summary>
    private void Spread(Body body)
    {
        for (var round = 0; round < 2; round++)
        {
            foreach (var holder in _holders.Concat(_derived).ToList())
            {
                foreach (var mention in body.MentionsOf(holder))
                {
                    if (mention.Parent is IArgumentOperation { Parameter.RefKind: RefKind.Ref } && _holders.Contains(holder))
                    {
                        IsLost = true;
                    }

                    Derive(mention);
                }
            }
        }
    }

    private void Derive(IOperation mention)
    {
        for (var up = mention.Parent; up is not null && up is not IBlockOperation; up = up.Parent)
        {
            switch (up)
            {
                case ICompoundAssignmentOperation compound when !ReferenceEquals(compound.Target, mention) && VariableOf(compound.Target) is { } sum:
                    (IsNumber(compound.Target.Type) ? _sums : _derived).Add(sum);
                    return;
                case ISimpleAssignmentOperation assignment when !ReferenceEquals(assignment.Target, mention) && VariableOf(assignment.Target) is { } target && !_holders.Contains(target):
                    (IsSumOf(target, assignment.Value) || IsRestOf(target, assignment.Value) ? _sums : _derived).Add(target);
                    return;
                case IVariableDeclaratorOperation declarator when !_holders.Contains(declarator.Symbol):
                    _derived.Add(declarator.Symbol);
                    return;
                case IAnonymousFunctionOperation or ILocalFunctionOperation:
                    return;
            }
        }
    }

    private Truth Of(IOperation condition, int depth)
    {
        condition = Uses.Plain(condition);
        if (condition.ConstantValue is { HasValue: true, Value: bool constant })
        {
            return constant ? Truth.Yes : Truth.No;
        }

        if (depth == 0)
        {
            return Truth.Depends;
        }

        switch (condition)
        {
            case IUnaryOperation { OperatorKind: UnaryOperatorKind.Not } not:
                return Negate(Of(not.Operand, depth - 1));
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd or BinaryOperatorKind.And } and:
                return Both(Of(and.LeftOperand, depth - 1), Of(and.RightOperand, depth - 1));
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalOr or BinaryOperatorKind.Or } or:
                return Negate(Both(Negate(Of(or.LeftOperand, depth - 1)), Negate(Of(or.RightOperand, depth - 1))));
            case IBinaryOperation comparison:
                return Compare(comparison);
            case IIsPatternOperation pattern when ValueOf(pattern.Value) is { } known:
                return Matches(pattern.Pattern, known.Value, depth - 1);
            case IIsTypeOperation { IsNegated: false } type when ValueOf(type.ValueOperand) is { Value: null }:
                return Truth.No;
            case IInvocationOperation { TargetMethod: { IsStatic: true, Name: "IsNullOrEmpty" or "IsNullOrWhiteSpace" }, Arguments.Length: > 0 } empty when ValueOf(empty.Arguments[0].Value) is { } text:
                return text.Value is null ? Truth.Yes : Truth.Depends;
            default:
                return SaysNothingOfTheEnd(condition) ? Truth.No : Touches(condition) ? Truth.Depends : Truth.Unrelated;
        }
    }

    /// <summary>
    /// A text made of no bytes is empty: it equals no word and contains none.
    /// </summary>
    private bool SaysNothingOfTheEnd(IOperation condition) =>
        condition is IInvocationOperation { TargetMethod: { ContainingType.SpecialType: SpecialType.System_String, Name: "Equals" or "Contains" or "StartsWith" or "EndsWith" }, Arguments.Length: > 0 } call
        && call.Instance is { } text && IsDerived(text) && IsWord(call.Arguments[0].Value);

    private Truth Compare(IBinaryOperation comparison)
    {
        var (left, right) = (ValueOf(comparison.LeftOperand), ValueOf(comparison.RightOperand));
        if (left is { } l && right is { } r)
        {
            return Decide(comparison.OperatorKind, l.Value, r.Value);
        }

        if (comparison.OperatorKind is BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals
            && ((IsDerived(comparison.LeftOperand) && IsWord(comparison.RightOperand)) || (IsDerived(comparison.RightOperand) && IsWord(comparison.LeftOperand))))
        {
            return comparison.OperatorKind == BinaryOperatorKind.Equals ? Truth.No : Truth.Yes;
        }

        return Touches(comparison) ? Truth.Depends : Truth.Unrelated;
    }

    private bool IsDerived(IOperation value) =>
        Uses.Plain(value) is { Type.SpecialType: SpecialType.System_String } text && SymbolOf(text) is { } symbol && _derived.Contains(symbol);

    private static bool IsWord(IOperation value) => Uses.Plain(value).ConstantValue is { HasValue: true, Value: string { Length: > 0 } };

    private static Truth Decide(BinaryOperatorKind kind, object? left, object? right)
    {
        if (left is null || right is null)
        {
            var same = left is null && right is null;
            return kind switch
            {
                BinaryOperatorKind.Equals => same ? Truth.Yes : Truth.No,
                BinaryOperatorKind.NotEquals => same ? Truth.No : Truth.Yes,
                _ => Truth.No,
            };
        }

        if (left is not long l || right is not long r)
        {
            return Truth.Depends;
        }

        bool? holds = kind switch
        {
            BinaryOperatorKind.Equals => l == r,
            BinaryOperatorKind.NotEquals => l != r,
            BinaryOperatorKind.LessThan => l < r,
            BinaryOperatorKind.LessThanOrEqual => l <= r,
            BinaryOperatorKind.GreaterThan => l > r,
            BinaryOperatorKind.GreaterThanOrEqual => l >= r,
            _ => null,
        };
        return holds switch { true => Truth.Yes, false => Truth.No, null => Truth.Depends };
    }

    private static Truth Matches(IPatternOperation pattern, object? value, int depth)
    {
        if (depth == 0)
        {
            return Truth.Depends;
        }

        return pattern switch
        {
            IConstantPatternOperation { Value.ConstantValue: { HasValue: true, Value: var constant } } => Decide(BinaryOperatorKind.Equals, value, Number(constant)),
            INegatedPatternOperation negated => Negate(Matches(negated.Pattern, value, depth - 1)),
            IRelationalPatternOperation { Value.ConstantValue: { HasValue: true, Value: var bound } } relational => Decide(relational.OperatorKind, value, Number(bound)),
            IBinaryPatternOperation { OperatorKind: BinaryOperatorKind.And } and => Both(Matches(and.LeftPattern, value, depth - 1), Matches(and.RightPattern, value, depth - 1)),
            IBinaryPatternOperation or => Negate(Both(Negate(Matches(or.LeftPattern, value, depth - 1)), Negate(Matches(or.RightPattern, value, depth - 1)))),
            IDiscardPatternOperation => Truth.Yes,
            // `is { }`, `is string line`: anything but null.
            IRecursivePatternOperation or IDeclarationPatternOperation or ITypePatternOperation or IListPatternOperation => value is null ? Truth.No : Truth.Depends,
            _ => Truth.Depends,
        };
    }

    /// <summary>The value of an expression where it is known: a constant, or the assumed value, perhaps cast.</summary>
    private (object? Value, bool _)? ValueOf(IOperation expression)
    {
        if (expression.ConstantValue is { HasValue: true, Value: var constant })
        {
            return (Number(constant), true);
        }

        switch (expression)
        {
            case IConversionOperation conversion:
                return ValueOf(conversion.Operand) is { } inner ? (Cast(inner.Value, conversion.Type), true) : null;
            case IParenthesizedOperation parenthesized:
                return ValueOf(parenthesized.Operand);
            case IAwaitOperation await:
                return ValueOf(await.Operation);
            case IInvocationOperation plumbing when Awaiting.PassesThrough(plumbing.TargetMethod) && Uses.ReceiverOf(plumbing) is { } task:
                return ValueOf(task);
            case IPropertyReferenceOperation { Instance: { } task } result when Awaiting.IsResult(result.Property):
                return ValueOf(task);
            case ISimpleAssignmentOperation assignment:
                return ValueOf(assignment.Value);
            case IConditionalAccessOperation access:
                // `line?.Trim()` of no line is no text.
                return ValueOf(access.Operation) is { Value: null } ? (null, true) : null;
            case ILocalReferenceOperation { Local: var local } when _tasks.Contains(local):
                return IsUnwrapped(expression) ? (Number(_value), true) : null;
        }

        return IsSource(expression) || (SymbolOf(expression) is { } symbol && _holders.Contains(symbol))
            ? (Number(_value), true)
            : null;
    }

    private bool IsSource(IOperation operation)
    {
        foreach (var source in _sources)
        {
            if (ReferenceEquals(source, operation))
            {
                return true;
            }
        }

        return false;
    }

    private static object? Cast(object? value, ITypeSymbol? type) => (value, type?.SpecialType) switch
    {
        (long number, SpecialType.System_Byte) => (long)unchecked((byte)number),
        (long number, SpecialType.System_Char) => (long)unchecked((char)number),
        _ => value,
    };

    private static object? Number(object? value) => value switch
    {
        null => null,
        char c => (long)c,
        bool or string => value,
        IConvertible number and not (double or float or decimal or ulong) => Convert.ToInt64(number, System.Globalization.CultureInfo.InvariantCulture),
        _ => value,
    };

    private static Truth Negate(Truth truth) => truth switch
    {
        Truth.Yes => Truth.No,
        Truth.No => Truth.Yes,
        _ => truth,
    };

    private static Truth Both(Truth a, Truth b)
    {
        if (a == Truth.No || b == Truth.No)
        {
            return Truth.No;
        }

        if (a == Truth.Yes && b == Truth.Yes)
        {
            return Truth.Yes;
        }

        // `n == 0 && late`: the assumed value has its say, the rest decides.
        return a == Truth.Unrelated && b == Truth.Unrelated ? Truth.Unrelated : Truth.Depends;
    }

    private static ISymbol? SymbolOf(IOperation operation) => operation switch
    {
        ILocalReferenceOperation local => local.Local,
        IParameterReferenceOperation parameter => parameter.Parameter,
        _ => null,
    };

    private static ISymbol? VariableOf(IOperation target) => target is IMemberReferenceOperation member ? member.Member : SymbolOf(target);

    /// <summary><c>rest = rest[n..]</c>, <c>rest = rest.Slice(n)</c>.</summary>
    private bool IsRestOf(ISymbol target, IOperation value)
    {
        var (of, from) = Uses.Plain(value) switch
        {
            IInvocationOperation { TargetMethod.Name: "Slice", Instance: { } whole, Arguments: { Length: 1 } start } => (whole, start[0].Value),
            IImplicitIndexerReferenceOperation { Instance: { } whole, Argument: IRangeOperation { LeftOperand: { } start, RightOperand: null } } => (whole, start),
            IArrayElementReferenceOperation { ArrayReference: { } whole, Indices: { Length: 1 } indices } when Uses.Plain(indices[0]) is IRangeOperation { LeftOperand: { } start, RightOperand: null } => (whole, start),
            _ => default((IOperation, IOperation)?),
        } ?? default;
        return of is not null && SymbolEqualityComparer.Default.Equals(VariableOf(Uses.Plain(of)), target) && SymbolOf(Uses.Plain(from)) is { } taken && _holders.Contains(taken);
    }

    private static bool IsNumber(ITypeSymbol? type) => type?.SpecialType is >= SpecialType.System_SByte and <= SpecialType.System_UInt64;

    /// <summary><c>total = total + n</c>.</summary>
    private static bool IsSumOf(ISymbol target, IOperation value) =>
        Uses.Plain(value) is IBinaryOperation { OperatorKind: BinaryOperatorKind.Add or BinaryOperatorKind.Subtract } sum
        && (SymbolEqualityComparer.Default.Equals(VariableOf(Uses.Plain(sum.LeftOperand)), target) || SymbolEqualityComparer.Default.Equals(VariableOf(Uses.Plain(sum.RightOperand)), target));
}
