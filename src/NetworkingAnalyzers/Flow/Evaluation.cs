using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace NetworkingAnalyzers.Flow;

/// <summary>What a function that gives a <c>bool</c> can come to.</summary>
[Flags]
internal enum Verdicts
{
    None = 0,
    True = 1,
    False = 2,
    Throws = 4,

    /// <summary>Something that depends on what is not known.</summary>
    Unknown = 8,
}

/// <summary>
/// Runs a small function in mind: given what some of its parameters are, which <c>bool</c> does it return? Where a condition is not known both ways are gone;
/// loops are passed over, and what they return is unknown.
/// </summary>
internal sealed class Evaluation
{
    private const int Deepest = 48;
    private const int MostSteps = 2_000;
    private const int MostCalls = 2;

    private static readonly object Unknown = new();

    private readonly Sources _sources;
    private readonly Func<IOperation, object?>? _assumed;
    private int _steps;

    private Evaluation(Sources sources, Func<IOperation, object?>? assumed)
    {
        _sources = sources;
        _assumed = assumed;
    }

    /// <summary>
    /// The verdicts of a function (the operation that holds its code) where the symbols have the values given, <c>bool</c> or <c>long</c>, and each expression that is assumed to be one of them is that.
    /// </summary>
    public static Verdicts Of(IOperation function, IReadOnlyDictionary<ISymbol, object> known, Sources sources, Func<IOperation, object?>? assumed = null) => new Evaluation(sources, assumed).Run(function, known, 0);

    private Verdicts Run(IOperation function, IReadOnlyDictionary<ISymbol, object> known, int calls)
    {
        var frame = new Frame(calls);
        foreach (var pair in known)
        {
            frame.Values[pair.Key] = pair.Value;
        }

        var code = function switch
        {
            IAnonymousFunctionOperation lambda => lambda.Body,
            ILocalFunctionOperation local => local.Body,
            IMethodBodyOperation method => method.BlockBody ?? method.ExpressionBody,
            _ => function as IBlockOperation,
        };
        return code is null || Execute(code, frame, 0) ? frame.Verdicts | Verdicts.Unknown : frame.Verdicts;
    }

    /// <summary>Whether the code goes on behind the statement.</summary>
    private bool Execute(IOperation? statement, Frame frame, int depth)
    {
        if (++_steps > MostSteps || depth > Deepest)
        {
            frame.Verdicts |= Verdicts.Unknown;
            return false;
        }

        switch (statement)
        {
            case null or IEmptyOperation or ILocalFunctionOperation:
                return true;
            case IBlockOperation block:
                return block.Operations.All(one => Execute(one, frame, depth + 1));
            case IReturnOperation { ReturnedValue: { } value }:
                frame.Verdicts |= VerdictOf(value, frame, depth + 1);
                return false;
            case IThrowOperation or IExpressionStatementOperation { Operation: IThrowOperation }:
                frame.Verdicts |= Verdicts.Throws;
                return false;
            case IExpressionStatementOperation { Operation: var expression }:
                Forget(expression, frame, keepOwn: true);
                Value(expression, frame, depth + 1);
                return true;
            case IVariableDeclarationGroupOperation declarations:
                Forget(declarations, frame, keepOwn: false);
                foreach (var variable in declarations.Declarations.SelectMany(declaration => declaration.Declarators))
                {
                    frame.Values[variable.Symbol] = variable.GetVariableInitializer()?.Value is { } start ? Value(start, frame, depth + 1) : Unknown;
                }

                return true;
            case IConditionalOperation choice:
                Forget(choice.Condition, frame, keepOwn: false);
                return Value(choice.Condition, frame, depth + 1) switch
                {
                    true => Execute(choice.WhenTrue, frame, depth + 1),
                    false => Execute(choice.WhenFalse, frame, depth + 1),
                    _ => EachOf([choice.WhenTrue, choice.WhenFalse], frame, depth),
                };
            case ISwitchOperation @switch:
                return ExecuteSwitch(@switch, frame, depth);
            case ITryOperation @try:
                Forget(@try.Body, frame, keepOwn: false);
                return EachOf([@try.Body, .. @try.Catches.Select(one => one.Handler)], frame, depth);
            case IUsingOperation @using:
                return Execute(@using.Body, frame, depth + 1);
            case ILockOperation @lock:
                return Execute(@lock.Body, frame, depth + 1);
            case IUsingDeclarationOperation:
                return true;
            case IBranchOperation { BranchKind: BranchKind.Break }:
                frame.Breaks = true;
                return false;
            case ILoopOperation when !Operations.BelowInFunction(statement).Any(one => one is IReturnOperation or IThrowOperation):
                Forget(statement, frame, keepOwn: false);
                return true;
            default:
                frame.Verdicts |= Verdicts.Unknown;
                return false;
        }
    }

    private bool ExecuteSwitch(ISwitchOperation @switch, Frame frame, int depth)
    {
        var value = Value(@switch.Value, frame, depth + 1);
        var outer = frame.Breaks;
        frame.Breaks = false;
        bool goesOn;
        if (value == Unknown || @switch.Cases.Any(one => one.Clauses.Any(clause => clause is not (ISingleValueCaseClauseOperation or IDefaultCaseClauseOperation))))
        {
            goesOn = EachOf([null, .. @switch.Cases.Select(one => (IOperation?)one)], frame, depth, one => one is not ISwitchCaseOperation section || section.Body.All(inner => Execute(inner, frame, depth + 1)));
        }
        else
        {
            var chosen = @switch.Cases.FirstOrDefault(one => one.Clauses.OfType<ISingleValueCaseClauseOperation>().Any(clause => Equals(Value(clause.Value, frame, depth + 1), value)))
                ?? @switch.Cases.FirstOrDefault(one => one.Clauses.OfType<IDefaultCaseClauseOperation>().Any());
            goesOn = chosen is null || chosen.Body.All(one => Execute(one, frame, depth + 1));
        }

        goesOn |= frame.Breaks;
        frame.Breaks = outer;
        return goesOn;
    }

    /// <summary>All of several ways, of which one is gone: what they leave in a variable is known where they agree.</summary>
    private bool EachOf(IReadOnlyList<IOperation?> ways, Frame frame, int depth, Func<IOperation?, bool>? execute = null)
    {
        var before = new Dictionary<ISymbol, object>(frame.Values, SymbolEqualityComparer.Default);
        Dictionary<ISymbol, object>? after = null;
        var goesOn = false;
        foreach (var way in ways)
        {
            frame.Values = new(before, SymbolEqualityComparer.Default);
            if (execute?.Invoke(way) ?? Execute(way, frame, depth + 1))
            {
                goesOn = true;
            }
            else if (!frame.Breaks)
            {
                continue;
            }

            after = after is null ? frame.Values : Joined(after, frame.Values);
        }

        frame.Values = after ?? before;
        return goesOn;
    }

    private static Dictionary<ISymbol, object> Joined(Dictionary<ISymbol, object> one, Dictionary<ISymbol, object> other)
    {
        var joined = new Dictionary<ISymbol, object>(SymbolEqualityComparer.Default);
        foreach (var pair in one)
        {
            joined[pair.Key] = other.TryGetValue(pair.Key, out var also) && Equals(pair.Value, also) ? pair.Value : Unknown;
        }

        return joined;
    }

    /// <summary>What is written in the midst of an expression, or perhaps not at all, is not followed.</summary>
    private static void Forget(IOperation code, Frame frame, bool keepOwn)
    {
        foreach (var operation in Operations.Below(code))
        {
            if (operation is ILocalReferenceOperation or IParameterReferenceOperation && Write.By(operation) is not null && !(keepOwn && ReferenceEquals(operation.Parent, code)))
            {
                frame.Values[Makings.SymbolOf(operation)!] = Unknown;
            }
        }
    }

    private Verdicts VerdictOf(IOperation value, Frame frame, int depth) => Uses.Plain(value) is IThrowOperation
        ? Verdicts.Throws
        : Value(value, frame, depth) switch
        {
            true => Verdicts.True,
            false => Verdicts.False,
            _ => Verdicts.Unknown,
        };

    private object Value(IOperation expression, Frame frame, int depth)
    {
        if (++_steps > MostSteps || depth > Deepest)
        {
            return Unknown;
        }

        if (expression.ConstantValue is { HasValue: true, Value: var constant })
        {
            return Plain(constant);
        }

        if (_assumed?.Invoke(expression) is { } assumed)
        {
            return assumed;
        }

        switch (expression)
        {
            case IConversionOperation conversion:
                return Value(conversion.Operand, frame, depth + 1);
            case IParenthesizedOperation parenthesized:
                return Value(parenthesized.Operand, frame, depth + 1);
            case ILocalReferenceOperation or IParameterReferenceOperation:
                return frame.Values.TryGetValue(Makings.SymbolOf(expression)!, out var known) ? known : Unknown;
            case IUnaryOperation unary:
                return (unary.OperatorKind, Value(unary.Operand, frame, depth + 1)) switch
                {
                    (UnaryOperatorKind.Not, bool truth) => !truth,
                    (UnaryOperatorKind.BitwiseNegation, long number) => ~number,
                    _ => Unknown,
                };
            case IBinaryOperation binary:
                return Arithmetic.Of(binary.OperatorKind, Value(binary.LeftOperand, frame, depth + 1), Value(binary.RightOperand, frame, depth + 1)) ?? Unknown;
            case IConditionalOperation { WhenFalse: { } otherwise } choice:
                return Value(choice.Condition, frame, depth + 1) switch
                {
                    true => Value(choice.WhenTrue, frame, depth + 1),
                    false => Value(otherwise, frame, depth + 1),
                    _ => Same(Value(choice.WhenTrue, frame, depth + 1), Value(otherwise, frame, depth + 1)),
                };
            case ISimpleAssignmentOperation { Target: ILocalReferenceOperation or IParameterReferenceOperation } assignment:
                return Written(assignment, Value(assignment.Value, frame, depth + 1), frame);
            case ICompoundAssignmentOperation { Target: ILocalReferenceOperation or IParameterReferenceOperation } assignment:
                return Written(assignment, Arithmetic.Of(assignment.OperatorKind, Value(assignment.Target, frame, depth + 1), Value(assignment.Value, frame, depth + 1)) ?? Unknown, frame);
            case IIsPatternOperation test:
                return Matches(test.Pattern, Value(test.Value, frame, depth + 1), frame, depth) is { } matches ? matches : Unknown;
            case ISwitchExpressionOperation @switch:
                return Switched(@switch, frame, depth);
            case IInvocationOperation call:
                return Called(call, frame, depth);
            default:
                return Unknown;
        }
    }

    /// <summary>Only what a statement of its own writes is sure to be written.</summary>
    private static object Written(IAssignmentOperation assignment, object value, Frame frame)
    {
        frame.Values[Makings.SymbolOf(assignment.Target)!] = assignment.Parent is IExpressionStatementOperation ? value : Unknown;
        return value;
    }

    private object Switched(ISwitchExpressionOperation @switch, Frame frame, int depth)
    {
        var value = Value(@switch.Value, frame, depth + 1);
        foreach (var arm in @switch.Arms)
        {
            var matches = Matches(arm.Pattern, value, frame, depth);
            if (matches == true && arm.Guard is { } guard)
            {
                matches = Value(guard, frame, depth + 1) as bool?;
            }

            switch (matches)
            {
                case true:
                    return Value(arm.Value, frame, depth + 1);
                case null:
                    return Unknown;
            }
        }

        return Unknown;
    }

    private object Called(IInvocationOperation call, Frame frame, int depth)
    {
        if (call.Instance is { } instance && call.Arguments.Length == 1 && call.TargetMethod.Name is "HasFlag" or "Equals")
        {
            return (call.TargetMethod.Name, Value(instance, frame, depth + 1), Value(call.Arguments[0].Value, frame, depth + 1)) switch
            {
                ("HasFlag", long whole, long part) => (whole & part) == part,
                ("Equals", long one, long other) => one == other,
                _ => Unknown,
            };
        }

        if (frame.Calls >= MostCalls || call.IsVirtual || call.TargetMethod.DeclaringSyntaxReferences.IsEmpty || _sources.FunctionOf(call.TargetMethod) is not { } function)
        {
            return Unknown;
        }

        var given = new Dictionary<ISymbol, object>(SymbolEqualityComparer.Default);
        foreach (var argument in call.Arguments)
        {
            if (argument.Parameter is { OriginalDefinition: var parameter } && Value(argument.Value, frame, depth + 1) is var value && value != Unknown)
            {
                given[parameter] = value;
            }
        }

        return Run(function, given, frame.Calls + 1) switch
        {
            Verdicts.True => true,
            Verdicts.False => false,
            _ => Unknown,
        };
    }

    private bool? Matches(IPatternOperation pattern, object value, Frame frame, int depth)
    {
        switch (pattern)
        {
            case IDiscardPatternOperation:
                return true;
            case INegatedPatternOperation not when depth < Deepest:
                return !Matches(not.Pattern, value, frame, depth + 1);
            case IBinaryPatternOperation both when depth < Deepest:
                return Arithmetic.Of(
                    both.OperatorKind == BinaryOperatorKind.Or ? BinaryOperatorKind.ConditionalOr : BinaryOperatorKind.ConditionalAnd,
                    (object?)Matches(both.LeftPattern, value, frame, depth + 1) ?? Unknown,
                    (object?)Matches(both.RightPattern, value, frame, depth + 1) ?? Unknown) as bool?;
            case IConstantPatternOperation constant:
                return Arithmetic.Of(BinaryOperatorKind.Equals, value, Value(constant.Value, frame, depth + 1)) as bool?;
            case IRelationalPatternOperation relation:
                return Arithmetic.Of(relation.OperatorKind, value, Value(relation.Value, frame, depth + 1)) as bool?;
            default:
                return null;
        }
    }

    private static object Same(object one, object other) => Equals(one, other) ? one : Unknown;

    private static object Plain(object? constant) => constant switch
    {
        bool truth => truth,
        sbyte or byte or short or ushort or int or uint or long => Convert.ToInt64(constant, System.Globalization.CultureInfo.InvariantCulture),
        _ => Unknown,
    };

    /// <summary>One call of a function: what its variables are, and what it has come to so far.</summary>
    private sealed class Frame(int calls)
    {
        public int Calls { get; } = calls;

        public Dictionary<ISymbol, object> Values { get; set; } = new(SymbolEqualityComparer.Default);

        public Verdicts Verdicts { get; set; }

        /// <summary>Whether a switch was left by <c>break</c>.</summary>
        public bool Breaks { get; set; }
    }

    /// <summary>Operators on <c>bool</c> and <c>long</c>; null where the result is not known.</summary>
    private static class Arithmetic
    {
        public static object? Of(BinaryOperatorKind kind, object left, object right) => (kind, left, right) switch
        {
            (BinaryOperatorKind.ConditionalAnd or BinaryOperatorKind.And, false, _) or (BinaryOperatorKind.ConditionalAnd or BinaryOperatorKind.And, _, false) => false,
            (BinaryOperatorKind.ConditionalOr or BinaryOperatorKind.Or, true, _) or (BinaryOperatorKind.ConditionalOr or BinaryOperatorKind.Or, _, true) => true,
            (BinaryOperatorKind.ConditionalAnd or BinaryOperatorKind.And, bool one, bool other) => one && other,
            (BinaryOperatorKind.ConditionalOr or BinaryOperatorKind.Or, bool one, bool other) => one || other,
            (BinaryOperatorKind.ExclusiveOr or BinaryOperatorKind.NotEquals, bool one, bool other) => one != other,
            (BinaryOperatorKind.Equals, bool one, bool other) => one == other,
            (BinaryOperatorKind.And, long one, long other) => one & other,
            (BinaryOperatorKind.And, 0L, _) or (BinaryOperatorKind.And, _, 0L) => 0L,
            (BinaryOperatorKind.Or, long one, long other) => one | other,
            (BinaryOperatorKind.ExclusiveOr, long one, long other) => one ^ other,
            (BinaryOperatorKind.Equals, long one, long other) => one == other,
            (BinaryOperatorKind.NotEquals, long one, long other) => one != other,
            (BinaryOperatorKind.LessThan, long one, long other) => one < other,
            (BinaryOperatorKind.LessThanOrEqual, long one, long other) => one <= other,
            (BinaryOperatorKind.GreaterThan, long one, long other) => one > other,
            (BinaryOperatorKind.GreaterThanOrEqual, long one, long other) => one >= other,
            _ => null,
        };
    }
}
