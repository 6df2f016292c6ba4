using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;

namespace NetworkingAnalyzers.Rules.Liveness;

/// <summary>An error's number of the operating system is compared with one of Windows: on any other system it never matches.</summary>
public sealed class PlatformErrorNumber : NetworkingRule
{
    /// <summary>Describes the rule.</summary>
    public PlatformErrorNumber()
        : base(
            "NWA3015",
            "A socket error is told by a number of Windows",
            "'{0}' is another number on every system and {1} is the one of Windows; compare 'SocketErrorCode' instead",
            "SocketException.ErrorCode and NativeErrorCode are the operating system's numbers: a reset is 10054 on Windows, 104 on Linux, 54 on macOS. "
            + "Off Windows the comparison never holds, and an everyday error is treated as an unknown one.")
    {
    }

    private protected override void Watch(Watch on, NetTypes net) => on.Calls(Topics.TellsPlatformNumber, Judge);

    private static void Judge(Call call)
    {
        if (NetTypes.Is(call.Receiver?.Type, call.Net.Type("System.Net.Sockets.SocketException"))
            && !ErrorNumbers.RunOnWindowsOnly(call.Seen.Compilation)
            && ComparedWith(call.Operation) is { } number)
        {
            call.Report(call.Name, number);
        }
    }

    /// <summary>The first number of Windows that it is compared with, in any form; null where there is none.</summary>
    private static object? ComparedWith(IOperation number)
    {
        while (number.Parent is IConversionOperation or IParenthesizedOperation or IConditionalAccessOperation)
        {
            number = number.Parent;
        }

        return number.Parent switch
        {
            IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals } comparison =>
                OfWindows(ReferenceEquals(comparison.LeftOperand, number) ? comparison.RightOperand : comparison.LeftOperand),
            IIsPatternOperation test => InPatterns(test.Pattern),
            IPropertySubpatternOperation member when ReferenceEquals(member.Member, number) => InPatterns(member.Pattern),
            ISwitchOperation @switch when ReferenceEquals(@switch.Value, number) =>
                @switch.Cases.SelectMany(section => section.Clauses).Select(clause => clause is ISingleValueCaseClauseOperation { Value: { } value } ? OfWindows(value) : clause is IPatternCaseClauseOperation pattern ? InPatterns(pattern.Pattern) : null).FirstOrDefault(found => found is not null),
            ISwitchExpressionOperation @switch when ReferenceEquals(@switch.Value, number) =>
                @switch.Arms.Select(arm => InPatterns(arm.Pattern)).FirstOrDefault(found => found is not null),
            _ => null,
        };
    }

    private static object? InPatterns(IOperation pattern) =>
        Operations.Below(pattern).OfType<IConstantPatternOperation>().Select(constant => OfWindows(constant.Value)).FirstOrDefault(found => found is not null);

    private static object? OfWindows(IOperation value) =>
        value.ConstantValue is { HasValue: true, Value: var number } && ErrorNumbers.IsOfWindows(number) ? number : null;
}
