using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;
using NetworkingAnalyzers.Situations;

namespace NetworkingAnalyzers.Rules.Framing;

/// <summary>Text that takes several bytes to a character is decoded receive by receive and put together: a character that is split between two is lost.</summary>
public sealed class CharactersSplit : NetworkingRule
{
    /// <summary>Describes the rule.</summary>
    public CharactersSplit()
        : base(
            "NWA2005",
            "A character may be split between two receives",
            "'{0}' decodes what one receive brought, and a character may be split between two; decode through one 'Decoder', or gather the bytes and decode the whole",
            "A receive ends anywhere, also inside a character of two to four bytes. Each half then becomes U+FFFD, and what was sent cannot be restored. "
            + "It shows only in languages other than English, and only now and then.")
    {
    }

    private protected override void Watch(Watch on, NetTypes net)
    {
        on.Calls(Topics.Decodes, Judge);
        on.Calls(Topics.MakesDecoder, JudgeDecoder);
    }

    private static void Judge(Call call)
    {
        if (call.Operation is not IInvocationOperation decode || Uses.ArgumentOf(decode, "bytes") is not { } bytes)
        {
            return;
        }

        if (IsDecodedPieceByPiece(decode, bytes, call))
        {
            call.Report(call.Name);
            return;
        }

        if (IsHandedOutPieceByPiece(decode, bytes, call))
        {
            call.Report(call.Name);
            return;
        }

        if (TextOf(decode) is { } text
            && Received.ArrayOf(bytes, call.Body) is { } buffer
            && Gathering.Of(text, call.Body) is { } gatherer
            && (IsRefilledBetween(decode, buffer, gatherer, call.Seen) || IsWhatOneCompletionBrought(decode, buffer, gatherer, call))
            && Encodings.WidthOf(call.Receiver, call.Seen.Sources) is CharacterWidth.Several or CharacterWidth.Units
            && !TestCode.Holds(call.Body.Owner, call.Seen.Compilation))
        {
            call.Report(call.Name);
        }
    }

    /// <summary><c>_text.Append(Encoding.UTF8.GetString(e.Buffer, e.Offset, e.BytesTransferred))</c>, in a handler that is run for each receive.</summary>
    private static bool IsWhatOneCompletionBrought(IInvocationOperation decode, ISymbol buffer, ISymbol gatherer, Call call) =>
        gatherer is IFieldSymbol or IPropertySymbol
        && buffer is IPropertySymbol { Name: "Buffer" or "MemoryBuffer", ContainingType: var args } && NetTypes.Is(args, call.Net.SocketAsyncEventArgs)
        && decode.Arguments.Any(argument => Operations.Below(argument.Value).Any(part => part is IPropertyReferenceOperation { Property: { Name: "BytesTransferred", ContainingType: var counted } } && NetTypes.Is(counted, args)))
        && Received.IsFromStream(call);

    /// <summary>The text that the call gives, or that is made of the characters that it gives: <c>new string(Encoding.UTF8.GetChars(..))</c>.</summary>
    private static IOperation? TextOf(IInvocationOperation decode) => decode.Type switch
    {
        { SpecialType: SpecialType.System_String } => decode,
        IArrayTypeSymbol => decode.Parent is IArgumentOperation { Parent: { Type.SpecialType: SpecialType.System_String } made } ? made : decode,
        _ => null,
    };

    /// <summary>
    /// <c>foreach (var segment in sequence) { text.Append(Encoding.UTF8.GetString(segment.Span)); }</c>: a sequence's segments, and the pieces of a
    /// list that receives have filled, end where a receive ended.
    /// </summary>
    private static bool IsDecodedPieceByPiece(IInvocationOperation decode, IOperation bytes, Call call)
    {
        if (PieceIn(decode) is not var (piece, pieces, isJoined)
            || !Operations.Below(bytes).Any(part => SymbolEqualityComparer.Default.Equals(Makings.SymbolOf(part), piece)))
        {
            return false;
        }

        var isSequence = IsSequence(pieces.Type);
        if (!isSequence && !(Makings.SymbolOf(pieces) is { } list && IsFilledByReceives(list, call)))
        {
            return false;
        }

        var width = Encodings.WidthOf(call.Receiver, call.Seen.Sources);
        return (width is CharacterWidth.Several or CharacterWidth.Units || (isSequence && IsAnyEncoding(call)))
            && (decode.Type is { SpecialType: SpecialType.System_Int32 } ? isSequence : isJoined || (Loops.Around(decode) is { } loop && Gathering.Of(decode, call.Body) is { } gatherer && Gathering.OutlivesRoundOf(gatherer, loop)))
            && !TestCode.Holds(call.Body.Owner, call.Seen.Compilation);
    }

    /// <summary>The variable of a <c>foreach</c> and what it goes through; of <c>string.Concat(pieces.Select(piece => Encoding.UTF8.GetString(piece)))</c>, whose texts are joined at once, the parameter.</summary>
    private static (ISymbol Piece, IOperation Pieces, bool IsJoined)? PieceIn(IOperation decode) =>
        Loops.Around(decode) is IForEachLoopOperation { Locals: { Length: 1 } locals } each ? (locals[0], Uses.Plain(each.Collection), false)
        : Body.FunctionOf(decode) is IAnonymousFunctionOperation { Symbol.Parameters: { Length: 1 } parameters, Parent: IDelegateCreationOperation { Parent: IArgumentOperation { Parent: IInvocationOperation { TargetMethod: { Name: "Select", ContainingType.Name: "Enumerable" } } select } } }
            && Operations.Above<IArgumentOperation>(select) is { Parent: IInvocationOperation { TargetMethod: { Name: "Concat" or "Join", ContainingType.SpecialType: SpecialType.System_String } join } joined }
            && (join.Name == "Concat" || joined.Arguments[0].Value.ConstantValue is { HasValue: true, Value: "" } || Uses.Plain(joined.Arguments[0].Value) is IFieldReferenceOperation { Field.Name: "Empty" })
                ? (parameters[0], Uses.Plain(select.Arguments[0].Value), true)
        : null;

    /// <summary>
    /// <c>Received?.Invoke(this, Encoding.UTF8.GetString(buffer, 0, n))</c>, <c>yield return</c>: whoever gets it gets what one receive of the loop
    /// brought after what another did.
    /// </summary>
    private static bool IsHandedOutPieceByPiece(IInvocationOperation decode, IOperation bytes, Call call) =>
        decode.Type is { SpecialType: SpecialType.System_String }
        && Loops.Around(decode) is { } loop
        && IsHandedOut(decode, call.Body)
        && Received.ArrayOf(bytes, call.Body) is { } buffer
        && call.Seen.Net.CallsOf(Topics.ReceivesBytes).Any(receive =>
            ReferenceEquals(Loops.Around(receive), loop)
            && Received.Of(new Call(receive, call.Net.TopicsOf(Uses.MemberOf(receive)!), call.Seen)) is { Count: { } count } received
            && SymbolEqualityComparer.Default.Equals(received.Buffer, buffer) && !received.IsMeasured()
            && decode.Arguments.Any(argument => Operations.Below(argument.Value).Any(part => SymbolEqualityComparer.Default.Equals(Makings.SymbolOf(part), count)))
            && FillsFromConnection(receive, buffer, call.Seen))
        && Encodings.WidthOf(call.Receiver, call.Seen.Sources) is CharacterWidth.Several or CharacterWidth.Units
        && !TestCode.Holds(call.Body.Owner, call.Seen.Compilation);

    private static bool IsHandedOut(IOperation text, Body body)
    {
        var fate = Fate.Of(text);
        return IsYieldOrEvent(fate) || (fate is { Kind: FateKind.Stored, Accumulates: false, Into: ILocalSymbol local } && Writes.ReadsAmong(body.MentionsOf(local)).ToList() is { Count: 1 } reads && IsYieldOrEvent(Fate.Of(reads[0])));

        static bool IsYieldOrEvent(Fate fate) =>
            fate is { Kind: FateKind.Passed, At: IArgumentOperation { Parent: IInvocationOperation { TargetMethod.MethodKind: MethodKind.DelegateInvoke } } } || fate.At is IReturnOperation { Kind: OperationKind.YieldReturn };
    }

    private static bool IsSequence(ITypeSymbol? type) =>
        type is INamedTypeSymbol { Name: "ReadOnlySequence", TypeArguments: { Length: 1 } of, ContainingNamespace: { Name: "Buffers", ContainingNamespace.Name: "System" } } && of[0].SpecialType == SpecialType.System_Byte;

    /// <summary>The caller says which encoding, and nobody asks whether it has one byte to a character.</summary>
    private static bool IsAnyEncoding(Call call) =>
        call.Receiver is IParameterReferenceOperation && !call.Body.Uses.Any(use => use is IPropertyReferenceOperation { Property.Name: "IsSingleByte" });

    /// <summary>The list gets its pieces in a loop that receives.</summary>
    private static bool IsFilledByReceives(ISymbol list, Call call) =>
        call.Body.MentionsOf(list).Any(mention =>
            Uses.UserOf(mention) is IInvocationOperation { TargetMethod.Name: "Add" or "AddLast" or "Enqueue", Arguments: { Length: 1 } added } && added[0].Value.Type?.SpecialType is not (SpecialType.System_String or SpecialType.System_Byte)
            && Loops.Around(mention) is { } filling
            && call.Body.Uses.Any(use => use is IInvocationOperation receive && Operations.Contains(filling, use) && ReferenceEquals(Body.FunctionOf(use), Body.FunctionOf(mention)) && IsReceive(receive, call.Seen)));

    private static bool IsReceive(IInvocationOperation call, Seen seen) =>
        seen.Types.TopicsOf(call.TargetMethod) is var topics && topics.HasAny(Topics.ReceivesBytes | Topics.ReceivesPart)
        && (topics.HasAny(Topics.ReceivesPart) || (!topics.HasAny(Topics.Datagram) && Connections.Carries(Uses.ReceiverOf(call), seen)));

    /// <summary>A decoder that is made anew for each receive keeps nothing from one to the next.</summary>
    private static void JudgeDecoder(Call call)
    {
        if (Loops.Around(call.Operation) is { } loop
            && Fate.Of(call.Operation) is { Kind: FateKind.Stored, Accumulates: false, Into: ILocalSymbol decoder }
            && !Gathering.OutlivesRoundOf(decoder, loop)
            && Encodings.WidthOf(call.Receiver, call.Seen.Sources) is CharacterWidth.Several or CharacterWidth.Units
            && Writes.ReadsAmong(call.Body.MentionsOf(decoder)).Any(read => Uses.UserOf(read) is IInvocationOperation { TargetMethod.Name: "GetChars" } decode && IsGathered(decode))
            && !TestCode.Holds(call.Body.Owner, call.Seen.Compilation))
        {
            call.Report(call.Name);
        }

        bool IsGathered(IInvocationOperation decode) =>
            Uses.ArgumentOf(decode, "bytes") is { } bytes && Received.ArrayOf(bytes, call.Body) is { } buffer
            && Uses.ArgumentOf(decode, "chars") is { } into && Makings.SymbolOf(Uses.Plain(into)) is { } characters
            && call.Body.MentionsOf(characters).Select(piece => Gathering.Of(piece, call.Body)).FirstOrDefault(found => found is not null) is { } gatherer
            && IsRefilledBetween(decode, buffer, gatherer, call.Seen);
    }

    /// <summary>Between two rounds of decoding the buffer is filled by another receive, while the text stays.</summary>
    private static bool IsRefilledBetween(IOperation decode, ISymbol buffer, ISymbol gatherer, Seen seen) =>
        Loops.AllAround(decode).Any(loop => Gathering.OutlivesRoundOf(gatherer, loop)
            && seen.Body.Uses.Any(use => Operations.Contains(loop, use) && ReferenceEquals(Body.FunctionOf(use), Body.FunctionOf(decode)) && FillsFromConnection(use, buffer, seen)))
        || (gatherer is not ILocalSymbol && seen.Net.CallsOf(Topics.Ends).Any(end =>
            ReferenceEquals(Body.FunctionOf(end), Body.FunctionOf(decode))
            && Received.Of(new Call(end, seen.Types.TopicsOf(Uses.MemberOf(end)!), seen)) is { } received
            && SymbolEqualityComparer.Default.Equals(received.Buffer, buffer)
            && Connections.Carries(Uses.ReceiverOf(end), seen)));

    private static bool FillsFromConnection(IOperation use, ISymbol buffer, Seen seen)
    {
        if (use is not IInvocationOperation receive || Uses.ArgumentOf(receive, "buffer") is not { } into || !SymbolEqualityComparer.Default.Equals(Received.ArrayOf(into, seen.Body), buffer))
        {
            return false;
        }

        var topics = seen.Types.TopicsOf(receive.TargetMethod);
        return topics.HasAny(Topics.ReceivesBytes)
            ? !topics.HasAny(Topics.Datagram) && Connections.Carries(Uses.ReceiverOf(receive), seen)
            : receive.TargetMethod.Name == "ReceiveAsync" && NetTypes.Is(receive.TargetMethod.ContainingType, seen.Types.WebSocket);
    }
}
