using System;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;

namespace NetworkingAnalyzers.Situations;

/// <summary>Single reads that ask for all of a message whose length is known: the peer has said it, or whoever calls the function.</summary>
internal static class AnnouncedReads
{
    /// <summary>
    /// <c>var body = new byte[BitConverter.ToInt32(header, 0)]; n = stream.Read(body, 0, body.Length);</c>, <c>stream.Read(body, 0, (header[0] &lt;&lt; 8) | header[1])</c>; of a
    /// length that the caller gives, where the array goes out as if it were full.
    /// </summary>
    public static bool Is(Received received, Call call) =>
        AskedFor(received.Buffer, call) is { } length
        && IsFromTheWire(length, call) is var isAnnounced && (isAnnounced || IsGiven(length))
        && !received.IsMeasured()
        && received.UsesBehind() is { Count: > 0 } uses
        && (isAnnounced || (uses.All(use => !use.IsCut) && uses.Any(use => GoesOutWhole(use.Bytes, use.In))));

    /// <summary><c>void Fill(byte[] buffer) { if (socket.Receive(buffer) == 0) throw ..; }</c>: who calls it learns nothing of how much came.</summary>
    public static bool FillsForCaller(Call call) =>
        call.Operation is IInvocationOperation
        && Loops.Around(call.Operation) is null
        && !call.Is(Topics.Ends | Topics.Begins)
        && !Receives.Peeks(call.Operation)
        && Received.IntoCallers(call) is { } received
        && ReferenceEquals(Body.FunctionOf(call.Operation), call.Body.Root)
        && !received.IsMeasured()
        && received.TestsForZero().Any()
        // A function that goes on with the connection may have been given a place for bytes at which nobody looks.
        && call.Seen.Net.CallsOf(Topics.SendsBytes | Topics.WritesThroughWriter | Receiving.Reads).All(other => ReferenceEquals(other, call.Operation))
        && call.Body.MentionsOf(received.Buffer).All(mention => mention.Syntax.SpanStart < call.Operation.Syntax.Span.End);

    /// <summary>How many bytes the read asks for: what it says, or the size with which its buffer has been made, the one time that it is.</summary>
    private static IOperation? AskedFor(ISymbol buffer, Call call)
    {
        if ((Uses.ArgumentOf(call.Operation, "count") ?? Uses.ArgumentOf(call.Operation, "size")) is { } said && Uses.Plain(said) is not IPropertyReferenceOperation { Property.Name: "Length" })
        {
            return said;
        }

        if (Uses.ArgumentOf(call.Operation, "buffer") is { } slice && Uses.Plain(slice) is IInvocationOperation { TargetMethod: { Name: "AsMemory" or "AsSpan", IsExtensionMethod: true }, Arguments: { Length: 3 } bounds })
        {
            return bounds[2].Value;
        }

        return Writes.Among(call.Body.MentionsOf(buffer)).Where(write => write.At.Syntax.SpanStart < call.Operation.Syntax.SpanStart).ToList() is { Count: 1 } writes && writes[0].Value is { } made && Uses.Plain(made) is IArrayCreationOperation { DimensionSizes: { Length: 1 } sizes } ? sizes[0] : null;
    }

    /// <summary>Parsed from bytes, or made of some: <c>(header[0] &lt;&lt; 8) | header[1]</c>.</summary>
    private static bool IsFromTheWire(IOperation length, Call call, int locals = 2) =>
        Operations.BelowInFunction(length).Any(part => part switch
        {
            IInvocationOperation parse => call.Net.TopicsOf(parse.TargetMethod).HasAny(Topics.ParsesNumber),
            IArrayElementReferenceOperation { Type.SpecialType: SpecialType.System_Byte } => true,
            ILocalReferenceOperation { Local: var local } => locals > 0 && Writes.Among(call.Body.MentionsOf(local)).ToList() is { Count: 1 } writes && writes[0].Value is { } value && IsFromTheWire(value, call, locals - 1),
            _ => false,
        });

    /// <summary>A number that the function is given, by a name that does not speak of the room for what may come.</summary>
    private static bool IsGiven(IOperation length) =>
        Operations.BelowInFunction(length).OfType<IParameterReferenceOperation>().Any(given => given.Type?.SpecialType is SpecialType.System_Int32 or SpecialType.System_UInt32 or SpecialType.System_UInt16 or SpecialType.System_Int16)
        && !Operations.BelowInFunction(length).OfType<IParameterReferenceOperation>().Any(given => NamesOfRoom.Any(word => given.Parameter.Name.IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0));

    private static readonly string[] NamesOfRoom = ["max", "buf", "chunk", "capacity", "limit", "block"];

    /// <summary>Returned, or given to what takes or decodes all of it.</summary>
    private static bool GoesOutWhole(IOperation bytes, Seen seen) =>
        Fate.Of(bytes).Kind == FateKind.Returned
        || (bytes.Parent is IArgumentOperation { Parent: { } use } && Uses.MemberOf(use) is { } member && seen.Types.TopicsOf(member).HasAny(Topics.TakesAllBytes | Topics.ParsesWhole | Topics.ParsesNumber) && Uses.ArgumentsOf(use).Count() == 1);
}
