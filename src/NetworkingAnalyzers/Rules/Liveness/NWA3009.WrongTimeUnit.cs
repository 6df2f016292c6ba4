using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;
using NetworkingAnalyzers.Situations;

namespace NetworkingAnalyzers.Rules.Liveness;

/// <summary>A time is given in another unit than the option takes, or only the last part of it: the timeout is a thousandth, a thousandfold, or none.</summary>
public sealed class WrongTimeUnit : NetworkingRule
{
    /// <summary>Describes the rule.</summary>
    public WrongTimeUnit()
        : base(
            "NWA3009",
            "A time is given in the wrong unit",
            "'{0}' takes {1} and is given {2}; give it the whole time in {1}",
            "ReceiveTimeout counts milliseconds, Poll microseconds, LingerOption and the keep-alive options seconds. TimeSpan.Milliseconds is the part behind the seconds: "
            + "0 for five seconds, and 0 means no timeout at all.")
    {
    }

    private protected override void Watch(Watch on, NetTypes net) => on.Calls(Topics.TakesTime, Judge);

    private static void Judge(Call call)
    {
        if (ValueOf(call) is { } value
            && TimeUnits.Of(call.Member, OptionOf(call)) is { } unit
            && IsOfNetwork(call)
            && (Origin.Of(value, call.Seen.Sources).Select(origin => Mistake(origin, unit, call)).FirstOrDefault(mistake => mistake is not null) ?? MistakeOfName(value, unit, call)) is { } given)
        {
            call.Report(call.Name, TimeUnits.NameOf(unit), given);
        }
    }

    /// <summary><c>Poll(timeoutMs, ..)</c>: the name says milliseconds, and nothing is computed from it on the way.</summary>
    private static string? MistakeOfName(IOperation value, long unit, Call call)
    {
        var name = Uses.Plain(value) switch
        {
            ILocalReferenceOperation local when Writes.Among(call.Body.MentionsOf(local.Local)).Count() <= 1 => local.Local.Name,
            IParameterReferenceOperation parameter when !Writes.Among(call.Body.MentionsOf(parameter.Parameter)).Any() => parameter.Parameter.Name,
            IFieldReferenceOperation field => field.Field.Name,
            IPropertyReferenceOperation { Property: { Type.SpecialType: SpecialType.System_Int32, IsIndexer: false } property } when property.ContainingType.Name != "TimeSpan" => property.Name,
            _ => null,
        };
        return name is not null && TimeUnits.SaidBy(name) is { } said && said != unit ? "'" + name + "'" : null;
    }

    /// <summary>What is assigned to the property, or given for the parameter.</summary>
    private static IOperation? ValueOf(Call call) =>
        TimeUnits.ParameterOf(call.Member) is { } parameter ? Uses.ArgumentOf(call.Operation, parameter)
        : Write.By(call.Operation)?.Value;

    private static string? OptionOf(Call call) =>
        Uses.ArgumentOf(call.Operation, "optionName") is { } name && Uses.Plain(name) is IFieldReferenceOperation { Field.ContainingType.Name: "SocketOptionName", Field.Name: var option } ? option : null;

    /// <summary>A stream that is not known to be a connection is none of ours.</summary>
    private static bool IsOfNetwork(Call call) =>
        !SymbolEqualityComparer.Default.Equals(call.Member.ContainingType, call.Net.Stream) || Connections.Carries(call.Receiver, call.Seen);

    /// <summary>What is wrong with the value, as words to print; null where nothing can be said.</summary>
    private static string? Mistake(IOperation value, long unit, Call call)
    {
        if (value.ConstantValue is { HasValue: true, Value: int number })
        {
            return (unit == TimeUnits.Second && number >= 1_000 && number % 1_000 == 0) || (unit == TimeUnits.Millisecond && IsMeantInSeconds(number, call))
                ? number.ToString(System.Globalization.CultureInfo.InvariantCulture)
                : null;
        }

        if (value is IObjectCreationOperation { Type.Name: "TimeSpan", Arguments: { Length: 1 } ticks } && WholeNumber(ticks[0].Value) is { } count)
        {
            return count < System.TimeSpan.TicksPerMillisecond ? "ticks of 100 ns" : null;
        }

        var (factor, divisor) = (1L, 1L);
        if (value is IBinaryOperation { OperatorKind: BinaryOperatorKind.Multiply or BinaryOperatorKind.Divide } scaled && WholeNumber(scaled.RightOperand) is { } by)
        {
            (factor, divisor) = scaled.OperatorKind == BinaryOperatorKind.Multiply ? (by, 1L) : (1L, by);
            value = Uses.Plain(scaled.LeftOperand);
        }

        if (value is not IPropertyReferenceOperation { Property: var property, Instance: { } time } || TimeUnits.Counts(property) is not { } counts)
        {
            return null;
        }

        var isInUnit = counts.Unit * divisor == unit * factor;
        return !counts.IsWhole && !IsShort(time, counts.Unit, call) || (factor == 1 && divisor == 1 && !isInUnit) ? "'TimeSpan." + property.Name + "'" : null;
    }

    /// <summary>
    /// A timeout of 5 or 30, which nobody would choose in milliseconds: 10 and 20 may be. Whoever polls that way catches the timeout and reads again.
    /// </summary>
    private static bool IsMeantInSeconds(int number, Call call) =>
        number is (>= 2 and < 10) or 15 or 30 or 45 or 60
        && call.Operation is IPropertyReferenceOperation
        && Evidence.TypeOf(call) is { } type
        && !call.Seen.Sources.NamesIn(type, "TimedOut", "WouldBlock").Any()
        && !Evidence.CallsIn(type, call.Seen).Any(other => other.Value.HasAny(Receiving.Reads) && Operations.Above<ITryOperation>(other.Key) is { } @try && Loops.Around(@try) is not null)
        && !(Functions.Around(call.Operation) is { } function && Delivering.Ends(function.Name))
        && !TestCode.Holds(call.Body.Owner, call.Seen.Compilation);

    /// <summary>5 seconds have no part that <c>Seconds</c> would leave out.</summary>
    private static bool IsShort(IOperation time, long unit, Call call) =>
        Origin.Of(time, call.Seen.Sources).All(origin =>
            origin is IInvocationOperation { Arguments: { Length: > 0 } arguments } made
            && TimeUnits.From(made.TargetMethod) == unit
            && WholeNumber(arguments[0].Value) is { } length && length < (unit == TimeUnits.Millisecond ? 1_000 : 60));

    private static long? WholeNumber(IOperation operation) => Uses.Plain(operation).ConstantValue switch
    {
        { HasValue: true, Value: int number } when number > 0 => number,
        { HasValue: true, Value: long number } when number > 0 => number,
        { HasValue: true, Value: double number } when number > 0 && number == System.Math.Floor(number) => (long)number,
        _ => null,
    };
}
