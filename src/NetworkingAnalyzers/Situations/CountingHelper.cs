using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;

namespace NetworkingAnalyzers.Situations;

/// <summary>
/// A call of a method of this compilation that makes one receive into the array that it is given, and gives back how many bytes came:
/// <c>int Get(byte[] into) { var n = _socket.Receive(into); if (n == 0) { Close(); return -1; } return n; }</c>. What its caller asks of the
/// number is all that is asked.
/// </summary>
internal sealed class CountingHelper
{
    private const int Depth = 2;

    private readonly IInvocationOperation _call;
    private readonly IOperation _receive;
    private readonly Body _helper;

    private CountingHelper(IInvocationOperation call, IOperation receive, Body helper, IOperation bytes) => (_call, _receive, _helper, Bytes) = (call, receive, helper, bytes);

    /// <summary>What the caller gives to be filled.</summary>
    public IOperation Bytes { get; }

    /// <summary>How many bytes the caller asks for; null where it does not say, or it cannot be seen that the receive asks for as many.</summary>
    public IOperation? Asked => GivenFor("count") ?? GivenFor("size");

    /// <summary>Whether the receive asks for as much as the array that it is given holds.</summary>
    public bool FillsAll => ArgumentOfReceive("count") is null && ArgumentOfReceive("size") is null && ArgumentOfReceive("buffer") is { } all && Uses.Plain(all) is IParameterReferenceOperation;

    /// <summary>Whether the receive fills what it is given from its start.</summary>
    public bool FillsFromStart => ArgumentOfReceive("offset") is not { } offset || (offset.ConstantValue.HasValue ? offset : GivenFor("offset")) is { ConstantValue: { HasValue: true, Value: 0 } };

    /// <summary>Whether the call may be one: its method is given bytes and gives a number. Cheap, for every call of every body.</summary>
    public static bool MayBe(IInvocationOperation call) =>
        call.TargetMethod is { DeclaringSyntaxReferences.IsEmpty: false, IsVirtual: false, IsAbstract: false, IsOverride: false, ReturnsVoid: false, Parameters.Length: > 0 } method
        && IsNumber(method.ReturnType)
        && method.Parameters.Any(parameter => Buffers.IsOfBytes(parameter.Type));

    /// <summary>Null where the method does more than one receive, looks at the count itself, or its connection cannot be seen to bring parts.</summary>
    public static CountingHelper? Of(IInvocationOperation call, Seen seen) => Of(call, seen, Depth);

    private static CountingHelper? Of(IInvocationOperation call, Seen seen, int depth)
    {
        if (depth == 0
            || !MayBe(call)
            || seen.Sources.BodyOf(call.TargetMethod) is not { } helper
            || seen.Sources.FunctionOf(call.TargetMethod) is not { } function
            || seen.Sources.ReturnedBy(call.TargetMethod.OriginalDefinition).SelectMany(Leaves).Where(value => value is not IThrowOperation).ToList() is not { Count: > 0 } returned
            || returned.Where(value => !SaysNothingCame(value)).ToList() is not { Count: 1 } counts)
        {
            return null;
        }

        var inside = seen.In(helper);
        foreach (var use in helper.Uses)
        {
            if (use is IInvocationOperation receive && IsReturned(receive, counts[0], helper)
                && BytesOf(receive, function, inside, depth) is { } into
                && Received.ArrayOf(into, helper) is IParameterSymbol given
                && call.Arguments.FirstOrDefault(argument => argument.Parameter?.Ordinal == given.Ordinal) is { Value: var bytes })
            {
                return new CountingHelper(call, receive, helper, bytes);
            }
        }

        return null;
    }

    private static bool IsNumber(ITypeSymbol type) =>
        type.SpecialType == SpecialType.System_Int32 || (type is INamedTypeSymbol { TypeArguments: { Length: 1 } of } && Awaiting.IsTask(type) && of[0].SpecialType == SpecialType.System_Int32);

    /// <summary><c>n > 0 ? n : -1</c> gives <c>n</c> or -1.</summary>
    private static IEnumerable<IOperation> Leaves(IOperation value)
    {
        value = Uses.Plain(value);
        return value is IConditionalOperation { WhenFalse: { } otherwise } choice ? new[] { choice.WhenTrue, otherwise }.Select(Uses.Plain) : [value];
    }

    private static bool SaysNothingCame(IOperation value) => value.ConstantValue is { HasValue: true, Value: <= 0 };

    /// <summary>What the receive fills, where it takes a part of a stream and keeps it taken.</summary>
    private static IOperation? BytesOf(IInvocationOperation receive, IOperation function, Seen inside, int depth)
    {
        if (!ReferenceEquals(Body.FunctionOf(receive), function))
        {
            return null;
        }

        var topics = inside.Types.TopicsOf(receive.TargetMethod);
        return topics.HasAny(Topics.ReceivesBytes)
            ? !topics.HasAny(Topics.Datagram) && !Receives.Peeks(receive) && Connections.MayBringPart(Uses.ReceiverOf(receive), inside) ? Uses.ArgumentOf(receive, "buffer") : null
            : Of(receive, inside, depth - 1)?.Bytes;
    }

    /// <summary>The receive is what is returned, or the local that is: asked only whether anything came, counted, noted down.</summary>
    private static bool IsReturned(IInvocationOperation receive, IOperation returned, Body helper) => Fate.Of(receive) switch
    {
        { Kind: FateKind.Returned } => Operations.Contains(returned, receive) || returned.Syntax.Span.Contains(receive.Syntax.Span),
        { Kind: FateKind.Stored, Accumulates: false, Into: ILocalSymbol count } =>
            Loops.Around(receive) is null
            && SymbolEqualityComparer.Default.Equals(Makings.SymbolOf(returned), count)
            && Writes.Among(helper.MentionsOf(count)).Count(write => write.Value is not { ConstantValue.HasValue: true }) == 1
            && Writes.ReadsAmong(helper.MentionsOf(count)).All(read => ReferenceEquals(read, returned) || SaysLittle(read)),
        _ => false,
    };

    private static bool SaysLittle(IOperation count) =>
        (Uses.Whole(count).Parent is { } test && Received.IsTestForZero(test))
        || Received.IsOnlySaid(count)
        || Fate.Of(count) is { Kind: FateKind.Stored, Accumulates: true, Into: not ILocalSymbol };

    private IOperation? ArgumentOfReceive(string name) => Uses.ArgumentOf(_receive, name);

    /// <summary>What the caller gives for the parameter that the receive is given under that name.</summary>
    private IOperation? GivenFor(string name) =>
        ArgumentOfReceive(name) is { } value && Uses.Plain(value) is IParameterReferenceOperation { Parameter: var parameter } && !Writes.Among(_helper.MentionsOf(parameter)).Any()
            ? _call.Arguments.FirstOrDefault(argument => argument.Parameter?.Ordinal == parameter.Ordinal && argument.ArgumentKind != ArgumentKind.DefaultValue)?.Value
            : null;
}
