using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;
using NetworkingAnalyzers.Situations;

namespace NetworkingAnalyzers.Rules.Framing;

/// <summary>A row of bytes is read or written one by one on a connection without a buffer: a system call, or a segment, for each.</summary>
public sealed class ByteAtATime : NetworkingRule
{
    /// <summary>Fewer rounds than this are a header of fixed length, not worth a buffer.</summary>
    private const int FewRounds = 16;

    /// <summary>Describes the rule.</summary>
    public ByteAtATime()
        : base(
            "NWA2015",
            "A connection without a buffer is used byte by byte",
            "'{0}' {1} for each byte of this loop; {2}",
            "A network stream has no buffer: each ReadByte is a system call, each WriteByte one more and, without Nagle's algorithm, a packet of its own with forty bytes of headers. "
            + "A row of bytes that goes through one by one costs a hundred times as much processor as one call for all of them.",
            Certainty.Strict)
    {
    }

    /// <inheritdoc/>
    public override string? NoFix => "a buffer belongs where the connection is opened, and everybody must read through it from then on: where that is, the author must say";

    private protected override void Watch(Watch on, NetTypes net) =>
        on.Calls(Topics.ReadsOneByte | Topics.ReadsThroughReader | Topics.ReceivesBytes | Topics.SendsBytes | Topics.WritesThroughWriter, Judge);

    private static void Judge(Call call)
    {
        if (call.Operation is not IInvocationOperation { TargetMethod: var method } use
            || call.Is(Topics.Datagram | Topics.Ends)
            || Loops.Around(use) is not { } loop)
        {
            return;
        }

        if (IsByteWrite(method))
        {
            if (IsOneOfARow(use.Arguments[0].Value, loop) && IsLong(loop, call) && Unbuffered.Is(call.Receiver, call.Seen, writes: true) && !IsPacedOrAnswered(call, loop) && !TestCode.Holds(call.Body.Owner, call.Seen.Compilation))
            {
                call.Report(call.Name, "makes a write", "collect them and write the array once, or put a BufferedStream over the writing side and flush it after each message");
            }
        }
        else if (BytesOf(use, call) is { } bytes
            && IsCollectedOrScanned(use, bytes, loop, call)
            && IsLong(loop, call)
            && !IsPartOfANumber(loop)
            && Unbuffered.Is(call.Receiver, call.Seen, writes: false)
            && !IsPacedOrAnswered(call, loop)
            && !SpeaksElsewhere(call, loop)
            && !HandsTheRestOver(call)
            && !TestCode.Holds(call.Body.Owner, call.Seen.Compilation))
        {
            call.Report(call.Name, "makes a system call", "read through one BufferedStream or PipeReader that lives as long as the connection");
        }
    }

    private static bool IsByteWrite(IMethodSymbol method) =>
        method.Parameters.Length == 1
        && (method.Name == "WriteByte" || (method.Name == "Write" && method.ContainingType.Name == "BinaryWriter" && method.Parameters[0].Type.SpecialType is SpecialType.System_Byte or SpecialType.System_SByte));

    /// <summary>Where the byte of a one-byte read is: what the call returns, or the buffer that it fills. Null for reads of more.</summary>
    private static object? BytesOf(IInvocationOperation use, Call call)
    {
        var method = use.TargetMethod;
        if (method.Name == "ReadByte")
        {
            return use;
        }

        if (!call.Is(Topics.ReceivesBytes) || Uses.ArgumentOf(use, "buffer") is not { } buffer)
        {
            return null;
        }

        var plain = Received.ArrayUnder(buffer) ?? Uses.Plain(buffer);
        var count = Uses.ArgumentOf(use, "count") ?? Uses.ArgumentOf(use, "size");
        return count is not null
            ? count.ConstantValue is { HasValue: true, Value: 1 } ? Makings.SymbolOf(plain) : null
            : Origin.Of(plain, call.Seen.Sources) is { Length: 1 } origins
                && origins[0] is IArrayCreationOperation { DimensionSizes: { Length: 1 } sizes }
                && sizes[0].ConstantValue is { HasValue: true, Value: 1 }
                    ? Makings.SymbolOf(plain)
                    : null;
    }

    /// <summary>
    /// The bytes of the rounds belong together: they are put into an array, a list or a text, or are looked through for the end of
    /// a line. A loop that acts upon each byte, a command, is none.
    /// </summary>
    private static bool IsCollectedOrScanned(IInvocationOperation use, object bytes, ILoopOperation loop, Call call)
    {
        if (bytes is ISymbol && Uses.ArgumentOf(use, "offset") is { ConstantValue.HasValue: false })
        {
            // Read(buffer, i, 1)
            return true;
        }

        var read = bytes is IOperation ? new Assumption(use, -1) : null;
        bool Touches(IOperation value) => bytes is ISymbol buffer
            ? Operations.Below(value).Any(below => below is IArrayElementReferenceOperation { ArrayReference: var array } && SymbolEqualityComparer.Default.Equals(Makings.SymbolOf(array), buffer))
                || SymbolEqualityComparer.Default.Equals(Makings.SymbolOf(Uses.Plain(value)), buffer)
            : read!.Touches(value);
        return Operations.BelowInFunction(loop).Any(operation => operation switch
        {
            ISimpleAssignmentOperation { Target: IArrayElementReferenceOperation or IPropertyReferenceOperation { Property.IsIndexer: true }, Value: var value } => Touches(value),
            ICompoundAssignmentOperation { OperatorKind: BinaryOperatorKind.Add, Type.SpecialType: SpecialType.System_String, Value: var value } => Touches(value),
            IInvocationOperation { Instance: not null, TargetMethod.Name: "Add" or "Append" or "Enqueue" or "Push" or "WriteByte" or "Write" or "AddRange" } gather => gather.Arguments.Any(argument => Touches(argument.Value)),
            IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals } test => (IsLineEnd(test.LeftOperand) && Touches(test.RightOperand)) || (IsLineEnd(test.RightOperand) && Touches(test.LeftOperand)),
            _ => false,
        });
    }

    private static bool IsLineEnd(IOperation value) => Uses.Plain(value).ConstantValue is { HasValue: true, Value: '\n' or '\r' or 10 or 13 or (byte)10 or (byte)13 };

    /// <summary>What is written is an element, the variable of a <c>foreach</c>, or what was read in the same round: one byte of many that are there.</summary>
    private static bool IsOneOfARow(IOperation value, ILoopOperation loop) => Operations.Below(value).Any(part => part switch
    {
        IArrayElementReferenceOperation { Indices: { Length: 1 } indices } => !indices[0].ConstantValue.HasValue,
        IPropertyReferenceOperation { Property.IsIndexer: true, Arguments: { Length: 1 } arguments } => !arguments[0].Value.ConstantValue.HasValue,
        ILocalReferenceOperation { Local: var local } => loop is IForEachLoopOperation && loop.Locals.Contains(local) && local.Type.SpecialType is SpecialType.System_Byte or SpecialType.System_Char,
        _ => false,
    });

    /// <summary>Nothing says that there are only a few rounds: a constant, the length of an array that was made that short, a condition on a constant.</summary>
    private static bool IsLong(ILoopOperation loop, Call call)
    {
        if (Rounds.Of(loop) is { } rounds)
        {
            return rounds >= FewRounds;
        }

        return Loops.ConditionOf(loop) is not { } condition || !Operations.Below(condition).Any(part => part is IBinaryOperation
        {
            OperatorKind: BinaryOperatorKind.LessThan or BinaryOperatorKind.LessThanOrEqual, LeftOperand: var counter, RightOperand: var limit,
        } && Uses.Plain(counter) is ILocalReferenceOperation && IsSmall(limit, call));
    }

    /// <summary>A constant from 2 on (bytes are compared with less), or the length of an array made with one.</summary>
    private static bool IsSmall(IOperation limit, Call call)
    {
        limit = Uses.Plain(limit);
        if (limit is IPropertyReferenceOperation { Property.Name: "Length", Instance: { Type: IArrayTypeSymbol } array })
        {
            return Origin.Of(array, call.Seen.Sources) is { Length: 1 } origins
                && origins[0] is IArrayCreationOperation { DimensionSizes: { Length: 1 } sizes }
                && sizes[0].ConstantValue is { HasValue: true, Value: int and < FewRounds };
        }

        return limit is { Type.SpecialType: SpecialType.System_Int32, ConstantValue: { HasValue: true, Value: int and > 1 and < FewRounds } };
    }

    /// <summary>A number of variable length (<c>b &amp; 0x80</c>) is ten bytes at most.</summary>
    private static bool IsPartOfANumber(ILoopOperation loop) => Operations.BelowInFunction(loop).Any(part => part is IBinaryOperation binary
        && (IsContinuation(binary.LeftOperand) || IsContinuation(binary.RightOperand)));

    private static bool IsContinuation(IOperation value) => Uses.Plain(value).ConstantValue is { HasValue: true, Value: 0x7F or 0x80 or (byte)0x7F or (byte)0x80 };

    /// <summary>Between two bytes the loop waits, or talks to the peer the other way: an echo, a slow line, a terminal.</summary>
    private static bool IsPacedOrAnswered(Call call, ILoopOperation loop)
    {
        var reads = !call.Is(Topics.SendsBytes | Topics.WritesThroughWriter);
        var root = SameConnection.RootOf(call.Receiver, call.Seen, throughAll: true);
        return Operations.BelowInFunction(loop).Any(operation => operation is IInvocationOperation other && !ReferenceEquals(other, call.Operation)
            && (other.TargetMethod.Name is "Sleep" or "Delay" or "Wait" or "WaitOne" or "Take" or "ReadKey"
                || (reads ? IsOther(Topics.SendsBytes | Topics.WritesThroughWriter) || IsLongerRead() : IsOther(Receiving.Reads))));

        bool IsOther(Topics topics) => Operations.BelowInFunction(loop).Any(operation => operation is IInvocationOperation sent
            && call.Net.TopicsOf(sent.TargetMethod).HasAny(topics)
            && Connections.Carries(Uses.ReceiverOf(sent), call.Seen)
            && (SameConnection.RootOf(Uses.ReceiverOf(sent), call.Seen, throughAll: true) is not { } its || root is null || SymbolEqualityComparer.Default.Equals(its, root)));

        // Some rounds read more than a byte: a message with a kind before it.
        bool IsLongerRead() => Operations.BelowInFunction(loop).Any(operation => operation is IInvocationOperation read
            && Receives.IsOne(read, call.Seen)
            && (read.TargetMethod.Name != "ReadByte" || Uses.ReceiverOf(read) is null)
            && BytesOf(read, new Call(read, call.Net.TopicsOf(read.TargetMethod), call.Seen)) is null);
    }

    /// <summary>What goes wrong at the end of the stream is NWA2002's and NWA2018's, and comes first.</summary>
    private static bool SpeaksElsewhere(Call call, ILoopOperation loop) =>
        call.Is(Topics.ReadsOneByte | Topics.ReceivesBytes)
        && (EndOfStream.IsUnnoticedInLoop(call.Operation, loop, call.Seen)
            || (call.Is(Topics.ReadsOneByte) && call.Operation.Parent is IConversionOperation { IsImplicit: false }));

    /// <summary>A line before TLS, or before the connection is given to others: not a byte more may be taken than the line has.</summary>
    private static bool HandsTheRestOver(Call call) =>
        Evidence.TypeOf(call) is { } type
        && Evidence.CallsIn(type, call.Seen).Any(other => other.Value.HasAny(Topics.Handshakes | Topics.AnswersHandshake | Topics.AsksHandshake)
            || (other.Key is IObjectCreationOperation made && NetTypes.Is(made.Type, call.Net.SslStream)));
}
