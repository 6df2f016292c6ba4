using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;
using NetworkingAnalyzers.Situations;

namespace NetworkingAnalyzers.Rules.Delivery;

/// <summary>A buffer that is longer than the message is sent whole: the peer gets stale or foreign bytes behind it.</summary>
public sealed class WholeBufferSent : NetworkingRule
{
    /// <summary>Describes the rule.</summary>
    public WholeBufferSent()
        : base(
            "NWA1008",
            "A whole buffer is sent",
            "'{0}' sends all of an array that '{1}' made longer than the message, with whatever stood there before; send only the bytes that were written",
            "MemoryStream.GetBuffer returns the array with its unused rest, and ArrayPool.Rent one that is at least as long as asked for, filled with what its last "
            + "user left. Sent whole, the peer gets trailing bytes that break the framing, and may be data of another connection.")
    {
    }

    /// <inheritdoc/>
    public override string? NoFix => "How many bytes of the array are the message is known to the program alone: the stream's Length, or the count that was written.";

    /// <inheritdoc/>
    public override string? Threat => "it reads what other connections left in the buffer";

    private protected override void Watch(Watch on, NetTypes net) => on.Calls(Topics.SendsBytes | Topics.Begins, Judge);

    private static void Judge(Call call)
    {
        if (!call.Is(Topics.Ends | Topics.Accepts | Topics.Connects) && (call.Is(Topics.SendsBytes) || call.Member.Name is "BeginSend" or "BeginWrite")
            && Uses.ArgumentsOf(call.Operation).FirstOrDefault(argument => argument.Parameter?.Name is "buffer" or "buffers") is { } payload
            && WholeOf(payload, call) is { } whole
            && LongerThanWanted(whole, call) is { } maker
            && !IsFilledByReceive(whole, call)
            && Connections.Carries(call.Receiver, call.Seen))
        {
            call.Report(call.Name, maker);
        }
    }

    /// <summary>The array that is sent from its first to its last byte; null where a part of it is, or that cannot be seen.</summary>
    private static IOperation? WholeOf(IArgumentOperation payload, Call call)
    {
        if (Uses.ArgumentsOf(call.Operation).FirstOrDefault(argument => argument.Parameter?.Name is "count" or "size") is { } count)
        {
            // Send(buffer, 0, buffer.Length, ..)
            return IsLengthOf(count.Value, payload.Value) && Uses.ArgumentOf(call.Operation, "offset") is null or { ConstantValue: { HasValue: true, Value: 0 } } ? Uses.Plain(payload.Value) : null;
        }

        var value = Uses.Plain(payload.Value);
        return value switch
        {
            IObjectCreationOperation { Type.Name: "ArraySegment" or "ReadOnlyMemory" or "ReadOnlySpan" or "Memory" or "Span", Arguments: { Length: 1 } arguments } => Uses.Plain(arguments[0].Value),
            IInvocationOperation { TargetMethod.Name: "AsMemory" or "AsSpan", Arguments: { Length: 1 } arguments } => Uses.Plain(arguments[0].Value),
            { Type: IArrayTypeSymbol } => value,
            IPropertyReferenceOperation { Property.Name: "Span", Instance: { } memory } when OwnerOf(memory) is { } owner => owner,
            _ when OwnerOf(value) is { } owner => owner,
            _ => null,
        };
    }

    /// <summary>Of <c>owner.Memory</c>, whole, the owner.</summary>
    private static IOperation? OwnerOf(IOperation memory) =>
        Uses.Plain(memory) is IPropertyReferenceOperation { Property: { Name: "Memory", ContainingType.Name: "IMemoryOwner" }, Instance: { } owner } ? Uses.Plain(owner) : null;

    /// <summary>What a receive has filled, and how much of it, is NWA2004's.</summary>
    private static bool IsFilledByReceive(IOperation array, Call call) =>
        Makings.SymbolOf(array) is { } buffer
        && call.Seen.Net.CallsOf(Topics.ReceivesBytes | Topics.ReceivesExactly).Any(receive =>
            (buffer is ILocalSymbol { Type: not IArrayTypeSymbol } && Operations.Below(receive).Any(operation => SymbolEqualityComparer.Default.Equals(Makings.SymbolOf(operation), buffer)))
            || Received.Of(new Call(receive, call.Net.TopicsOf(Uses.MemberOf(receive)!), call.Seen)) is { } received && SymbolEqualityComparer.Default.Equals(received.Buffer, buffer));

    private static bool IsLengthOf(IOperation count, IOperation array) =>
        Uses.Plain(count) is IPropertyReferenceOperation { Property: { Name: "Length", ContainingType.SpecialType: SpecialType.System_Array }, Instance: { } counted }
        && (counted.Syntax.IsEquivalentTo(Uses.Plain(array).Syntax));

    private static string? LongerThanWanted(IOperation array, Call call)
    {
        // One origin: an array that is exact on one path and rented on another is not judged.
        return Origin.Of(array, call.Seen.Sources) is { Length: 1 } origins && origins[0] is IInvocationOperation made
            ? call.Net.TopicsOf(made.TargetMethod) switch
            {
                var topics when topics.HasAny(Topics.GivesWholeBuffer) => MayBeFull(made, call) ? null : "MemoryStream.GetBuffer",
                var topics when topics.HasAny(Topics.RentsBuffer) => "ArrayPool.Rent",
                _ when IsOfSharedPool(made) => "MemoryPool.Rent",
                _ => null,
            }
            : null;
    }

    /// <summary>The pool of .NET rounds up; another one may give exactly what is asked for.</summary>
    private static bool IsOfSharedPool(IInvocationOperation rent) =>
        rent is { TargetMethod: { Name: "Rent", ContainingType.Name: "MemoryPool" }, Instance: IPropertyReferenceOperation { Property: { Name: "Shared", IsStatic: true } } };

    /// <summary>A stream made with its size, or over an array, may be exactly full; of one that comes from elsewhere nothing is known.</summary>
    private static bool MayBeFull(IInvocationOperation getBuffer, Call call) =>
        getBuffer.Instance is not { } stream
        || !Origin.Of(stream, call.Seen.Sources).All(origin => origin is IObjectCreationOperation { Arguments.IsEmpty: true });
}
