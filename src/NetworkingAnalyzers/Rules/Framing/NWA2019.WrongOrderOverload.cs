using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;

namespace NetworkingAnalyzers.Rules.Framing;

/// <summary>The byte order of a number is changed at the wrong width: unsigned numbers pick the overload for twice as many bytes.</summary>
public sealed class WrongOrderOverload : NetworkingRule
{
    /// <summary>Describes the rule.</summary>
    public WrongOrderOverload()
        : base(
            "NWA2019",
            "The byte order is changed at the wrong width",
            "'{0}' has no overload for this number and swaps {1} bytes where {2} are meant; cast the argument to {3} first, or use BinaryPrimitives",
            "HostToNetworkOrder and NetworkToHostOrder take short, int and long. A ushort becomes an int, a uint a long, an int port stays an int: the value ends up in the wrong half, "
            + "and a cast back gives 0.")
    {
    }

    private protected override void Watch(Watch on, NetTypes net) => on.Calls(Topics.SwapsOrder, Judge);

    private static void Judge(Call call)
    {
        if (call.Operation is IInvocationOperation { Arguments.Length: 1 } swap && MeantWidth(swap) is { } meant && WidthOf(swap.Type) is { } swapped && !IsShifted(swap, call.Seen.Sources))
        {
            call.Report(call.Name, swapped, meant, Signed(meant));
        }
    }

    /// <summary>How many bytes are meant, where that is fewer than are swapped; null where nothing is wrong.</summary>
    internal static int? MeantWidth(IInvocationOperation swap)
    {
        var width = WidthOf(swap.Type) ?? 0;
        var argument = swap.Arguments[0].Value;
        var given = argument is IConversionOperation { IsImplicit: true, Operand.Type: var from, Operand.ConstantValue.HasValue: false } ? WidthOf(from) ?? width : width;
        var wanted = CastOf(swap) is { } cast ? WidthOf(cast.Type) ?? width : width;
        if (swap.TargetMethod.Name.StartsWith("Host", System.StringComparison.Ordinal))
        {
            // The bytes that matter are now the upper ones; the cast keeps the lower. Without a cast a wider field may be meant.
            return wanted < width && !IsDecoded(argument) ? wanted : null;
        }

        // What came off the wire in two bytes must be swapped in two.
        return given < width && given > 1 && !IsWrittenAgain(swap) ? given : null;
    }

    /// <summary>The type with a sign of that many bytes.</summary>
    internal static string Signed(int width) => width switch { 1 => "sbyte", 2 => "short", _ => "int" };

    internal static IConversionOperation? CastOf(IOperation value)
    {
        while (value.Parent is IParenthesizedOperation)
        {
            value = value.Parent;
        }

        return value.Parent is IConversionOperation { IsImplicit: false } cast ? cast : null;
    }

    private static int? WidthOf(ITypeSymbol? type) => type?.SpecialType switch
    {
        SpecialType.System_Byte or SpecialType.System_SByte => 1,
        SpecialType.System_Int16 or SpecialType.System_UInt16 or SpecialType.System_Char => 2,
        SpecialType.System_Int32 or SpecialType.System_UInt32 => 4,
        SpecialType.System_Int64 or SpecialType.System_UInt64 => 8,
        _ => null,
    };

    /// <summary>The two methods do the same; some decode with the wrong one, and then the lower bytes are the right ones.</summary>
    private static bool IsDecoded(IOperation argument) =>
        Operations.Below(argument).Any(below => below is IInvocationOperation or IArrayElementReferenceOperation);

    /// <summary><c>(ushort)(NetworkToHostOrder(x) >> 16)</c>: the author knows.</summary>
    private static bool IsShifted(IOperation swap, Sources sources)
    {
        var fate = Fate.Of(swap);
        return IsShift(fate.At) || (fate is { Kind: FateKind.Stored, Into: { } into } && MentionsOf(into, swap, sources).Any(mention => IsShift(mention.Parent) || mention.Parent is ICompoundAssignmentOperation));
    }

    private static IEnumerable<IOperation> MentionsOf(ISymbol variable, IOperation near, Sources sources) =>
        variable is ILocalSymbol or IParameterSymbol ? Body.Around(near).MentionsOf(variable) : sources.MentionsOf(variable);

    private static bool IsShift(IOperation? operation) =>
        operation is IBinaryOperation { OperatorKind: BinaryOperatorKind.RightShift or BinaryOperatorKind.UnsignedRightShift or BinaryOperatorKind.Divide };

    /// <summary>Given to <c>BitConverter.GetBytes</c> and the like: a wider field may be meant.</summary>
    private static bool IsWrittenAgain(IOperation swap) => Fate.Of(swap).Kind is FateKind.Passed;
}
