using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;
using NetworkingAnalyzers.Situations;

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
            && !ErrorNumbers.RunOnWindowsOnly(call.Seen.Compilation, call.Operation.Syntax.SyntaxTree)
            && ComparedWith(call.Operation, call.Net) is { } number
            && !OnlyChoosesWords(call.Operation))
        {
            call.Report(call.Name, number);
        }
    }

    /// <summary>The first number of Windows that it is compared with, in any form; null where there is none, or the number of another system stands beside it.</summary>
    private static object? ComparedWith(IOperation number, NetTypes net)
    {
        var numbers = NumbersFor(number).ToList();
        return numbers.FirstOrDefault(ErrorNumbers.IsOfWindows) is { } windows && !numbers.Concat(Beside(number, net).SelectMany(NumbersFor)).Any(IsOfAnother) ? windows : null;
    }

    /// <summary><c>if (e.ErrorCode == 10048) Log("in use"); else Log(e);</c></summary>
    private static bool OnlyChoosesWords(IOperation number)
    {
        var condition = number;
        while (condition.Parent is { Type: not null } parent and not IAnonymousFunctionOperation)
        {
            condition = parent;
        }

        return condition.Parent is IConditionalOperation { Type: null } test && ReferenceEquals(test.Condition, condition) && Notes.AreAllThatDependsOn(test);
    }

    /// <summary>Other questions for such a number in the same condition.</summary>
    private static IEnumerable<IOperation> Beside(IOperation number, NetTypes net)
    {
        var condition = number;
        while (condition.Parent is { Type: not null } and not (IAnonymousFunctionOperation or ISwitchExpressionOperation))
        {
            condition = condition.Parent;
        }

        return Operations.BelowInFunction(condition).Where(operation => operation is IPropertyReferenceOperation asked && net.TopicsOf(asked.Property).HasAny(Topics.TellsPlatformNumber));
    }

    private static bool IsOfAnother(object? number) => number is int and > 0 and < 1_000;

    private static IEnumerable<object?> NumbersFor(IOperation number)
    {
        while (number.Parent is IConversionOperation or IParenthesizedOperation or IConditionalAccessOperation)
        {
            number = number.Parent;
        }

        return number.Parent switch
        {
            IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals } comparison =>
                [NumberOf(ReferenceEquals(comparison.LeftOperand, number) ? comparison.RightOperand : comparison.LeftOperand)],
            IIsPatternOperation test => InPatterns(test.Pattern),
            IPropertySubpatternOperation member when ReferenceEquals(member.Member, number) => InPatterns(member.Pattern),
            ISwitchOperation @switch when ReferenceEquals(@switch.Value, number) =>
                @switch.Cases.SelectMany(section => section.Clauses).SelectMany(clause => clause is ISingleValueCaseClauseOperation { Value: { } value } ? [NumberOf(value)] : clause is IPatternCaseClauseOperation pattern ? InPatterns(pattern.Pattern) : []),
            ISwitchExpressionOperation @switch when ReferenceEquals(@switch.Value, number) => @switch.Arms.SelectMany(arm => InPatterns(arm.Pattern)),
            _ => [],
        };
    }

    private static IEnumerable<object?> InPatterns(IOperation pattern) => Operations.Below(pattern).OfType<IConstantPatternOperation>().Select(constant => NumberOf(constant.Value));

    private static object? NumberOf(IOperation value) => value.ConstantValue is { HasValue: true, Value: var number } ? number : null;
}
