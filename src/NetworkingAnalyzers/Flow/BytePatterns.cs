using System;
using System.Globalization;
using System.Linq;
using Microsoft.CodeAnalysis.Operations;

namespace NetworkingAnalyzers.Flow;

/// <summary>Whether some bytes match a pattern, such as <c>[10, ..]</c> or <c>[172, >= 16 and &lt; 32, ..]</c>.</summary>
internal static class BytePatterns
{
    /// <summary>Null where the pattern asks for something else than bytes.</summary>
    public static bool? Matches(IPatternOperation pattern, byte[] bytes) => pattern switch
    {
        IDiscardPatternOperation => true,
        IListPatternOperation list => MatchesList(list, bytes),
        INegatedPatternOperation { Pattern: var not } => !Matches(not, bytes),
        IBinaryPatternOperation either => Join(either, Matches(either.LeftPattern, bytes), Matches(either.RightPattern, bytes)),
        _ => null,
    };

    private static bool? MatchesList(IListPatternOperation list, byte[] bytes)
    {
        var patterns = list.Patterns;
        var slice = patterns.IndexOf(patterns.FirstOrDefault(pattern => pattern is ISlicePatternOperation)!);
        var least = slice < 0 ? patterns.Length : patterns.Length - 1;
        if (bytes.Length < least || (slice < 0 && bytes.Length > least))
        {
            return false;
        }

        var all = (bool?)true;
        for (var i = 0; i < patterns.Length && all != false; i++)
        {
            if (i != slice)
            {
                var one = Matches(patterns[i], bytes[slice < 0 || i < slice ? i : bytes.Length - patterns.Length + i]);
                all = one == false ? false : all & one;
            }
        }

        return all;
    }

    private static bool? Matches(IPatternOperation pattern, byte value) => pattern switch
    {
        IDiscardPatternOperation => true,
        IConstantPatternOperation { Value: { } constant } => NumberOf(constant) is { } number ? value == number : null,
        IRelationalPatternOperation { Value: { } limit, OperatorKind: var kind } => NumberOf(limit) is { } number ? Compare(kind, value, number) : null,
        INegatedPatternOperation { Pattern: var not } => !Matches(not, value),
        IBinaryPatternOperation either => Join(either, Matches(either.LeftPattern, value), Matches(either.RightPattern, value)),
        _ => null,
    };

    private static bool? Join(IBinaryPatternOperation either, bool? left, bool? right) => either.OperatorKind == BinaryOperatorKind.Or ? left | right : left & right;

    private static bool? Compare(BinaryOperatorKind kind, int value, int limit) => kind switch
    {
        BinaryOperatorKind.LessThan => value < limit,
        BinaryOperatorKind.LessThanOrEqual => value <= limit,
        BinaryOperatorKind.GreaterThan => value > limit,
        BinaryOperatorKind.GreaterThanOrEqual => value >= limit,
        _ => null,
    };

    private static int? NumberOf(Microsoft.CodeAnalysis.IOperation value) => value.ConstantValue is { HasValue: true, Value: byte or int } constant ? Convert.ToInt32(constant.Value, CultureInfo.InvariantCulture) : null;
}
