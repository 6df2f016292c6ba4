using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace NetworkingAnalyzers.Flow;

/// <summary>A comparison with a constant: <c>n > 0</c> and <c>0 &lt; n</c> are one.</summary>
internal readonly struct Comparing
{
    private Comparing(IOperation value, BinaryOperatorKind kind, object? constant) => (Value, Kind, Constant) = (value, kind, constant);

    /// <summary>What is compared.</summary>
    public IOperation Value { get; }

    /// <summary>How, with the value on the left.</summary>
    public BinaryOperatorKind Kind { get; }

    /// <summary>What it is compared with.</summary>
    public object? Constant { get; }

    /// <summary>The comparison; null where neither side is a constant, or it is none.</summary>
    public static Comparing? Of(IOperation? test) => test is not IBinaryOperation comparison ? null
        : ConstantOf(comparison.RightOperand) is { HasValue: true, Value: var right } ? new(comparison.LeftOperand, comparison.OperatorKind, right)
        : ConstantOf(comparison.LeftOperand) is { HasValue: true, Value: var left } ? new(comparison.RightOperand, Turned(comparison.OperatorKind), left)
        : null;

    /// <summary>Of the <c>true</c> in <c>client?.Connected == true</c>, which is converted first, too.</summary>
    private static Optional<object?> ConstantOf(IOperation side) => side.ConstantValue.HasValue ? side.ConstantValue : Uses.Plain(side).ConstantValue;

    private static BinaryOperatorKind Turned(BinaryOperatorKind kind) => kind switch
    {
        BinaryOperatorKind.LessThan => BinaryOperatorKind.GreaterThan,
        BinaryOperatorKind.LessThanOrEqual => BinaryOperatorKind.GreaterThanOrEqual,
        BinaryOperatorKind.GreaterThan => BinaryOperatorKind.LessThan,
        BinaryOperatorKind.GreaterThanOrEqual => BinaryOperatorKind.LessThanOrEqual,
        _ => kind,
    };
}
