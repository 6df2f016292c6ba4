using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;
using NetworkingAnalyzers.Situations;

namespace NetworkingAnalyzers.Rules.Framing;

/// <summary>What a one-byte read gives is cast before it is tested for -1: the end of the stream becomes a byte 255 that nobody sent.</summary>
public sealed class EndByteCast : NetworkingRule
{
    /// <summary>Describes the rule.</summary>
    public EndByteCast()
        : base(
            "NWA2018",
            "The end of the stream is cast to a byte",
            "'{0}' returns -1 when the peer has closed and the cast makes {1} of it; keep the int and test it for -1 first",
            "ReadByte returns an int so that it can tell the end of the stream, -1, from every byte. Cast at once, the end is a byte 255 (a character U+FFFF): a closed "
            + "connection reads as data, as a length, as a command.")
    {
    }

    private protected override void Watch(Watch on, NetTypes net) => on.Calls(Topics.ReadsOneByte | Topics.ReadsThroughReader, Judge);

    private static void Judge(Call call)
    {
        if (CastOf(call) is { } cast
            && !IsTestedAfter(cast, call)
            && !IsOneOfAFew(cast, call)
            && !AsksFirst(call)
            && Connections.MayBringPart(call.Receiver, call.Seen)
            && !SpinsToo(call))
        {
            call.Report(call.Name, cast.Type!.SpecialType switch
            {
                SpecialType.System_Byte => "a byte 255",
                SpecialType.System_Char => "a character U+FFFF",
                _ => "the number " + (cast.Type.SpecialType == SpecialType.System_SByte ? "-1" : "65535"),
            });
        }
    }

    /// <summary>The cast around <c>Stream.ReadByte()</c> or <c>TextReader.Read()</c> to a type that cannot hold both -1 and every byte.</summary>
    private static IConversionOperation? CastOf(Call call)
    {
        if (call.Operation is not IInvocationOperation { TargetMethod: { Parameters.IsEmpty: true, ReturnType.SpecialType: SpecialType.System_Int32, Name: "ReadByte" or "Read" } })
        {
            return null;
        }

        var value = call.Operation;
        while (value.Parent is IParenthesizedOperation)
        {
            value = value.Parent;
        }

        return value.Parent is IConversionOperation { IsImplicit: false, IsChecked: false, OperatorMethod: null } cast
            && cast.Type?.SpecialType is SpecialType.System_Byte or SpecialType.System_SByte or SpecialType.System_Char or SpecialType.System_UInt16
            ? cast
            : null;
    }

    /// <summary><c>c == '\uffff'</c>: a character that is none still tells the end. A byte 255 does not: it may have been sent.</summary>
    private static bool IsTestedAfter(IConversionOperation cast, Call call)
    {
        if (cast.Type!.SpecialType is SpecialType.System_Byte)
        {
            return false;
        }

        var fate = Fate.Of(cast);
        var looks = fate is { Kind: FateKind.Stored, Into: ILocalSymbol local }
            ? Writes.ReadsAmong(call.Body.MentionsOf(local)).Select(read => read.Parent)
            : new[] { fate.At };
        return looks.Any(look => look is not null && Operations.Below(ThroughConversions(look)).Any(below => below.ConstantValue is { HasValue: true, Value: '\uffff' or ushort.MaxValue or 65535 or -1 or (sbyte)-1 }));
    }

    /// <summary><c>switch ((char)ReadByte()) { case '$': .. default: throw .. }</c>, <c>if (c != ';') throw ..</c>: no byte becomes U+FFFF, and what is none of these ends it.</summary>
    private static bool IsOneOfAFew(IConversionOperation cast, Call call)
    {
        if (cast.Type!.SpecialType is not SpecialType.System_Char)
        {
            return false;
        }

        var fate = Fate.Of(cast);
        var looks = fate is { Kind: FateKind.Stored, Accumulates: false, Into: ILocalSymbol local }
            ? Writes.ReadsAmong(call.Body.MentionsOf(local)).OrderBy(read => read.Syntax.SpanStart).Select(read => ThroughConversions(read.Parent!)).FirstOrDefault()
            : fate.At;
        return looks switch
        {
            ISwitchOperation @switch => @switch.Cases.Any(section => section.Clauses.Any(clause => clause.CaseKind == CaseKind.Default) && Operations.BelowInFunction(section).Any(part => part is IThrowOperation)),
            IBinaryOperation { OperatorKind: BinaryOperatorKind.NotEquals, Parent: IConditionalOperation { WhenTrue: var otherwise } test } compared =>
                ReferenceEquals(test.Condition, compared) && Operations.BelowInFunction(otherwise).Any(part => part is IThrowOperation),
            _ => false,
        };
    }

    private static IOperation ThroughConversions(IOperation operation)
    {
        while (operation is IConversionOperation or IParenthesizedOperation && operation.Parent is { } parent)
        {
            operation = parent;
        }

        return operation;
    }

    /// <summary><c>Peek() >= 0</c>, <c>EndOfStream</c>, <c>DataAvailable</c>: a byte is there.</summary>
    private static bool AsksFirst(Call call) =>
        call.Seen.Net.CallsOf(Topics.CountsWaitingBytes).Any()
        || call.Body.Uses.Any(use => use is IPropertyReferenceOperation { Property.Name: "EndOfStream" } or IInvocationOperation { TargetMethod.Name: "Peek" });

    /// <summary>A loop that goes on for ever at the end is NWA2002's.</summary>
    private static bool SpinsToo(Call call) =>
        call.Is(Topics.ReadsOneByte) && Loops.Around(call.Operation) is { } loop && EndOfStream.IsUnnoticedInLoop(call.Operation, loop, call.Seen);
}
