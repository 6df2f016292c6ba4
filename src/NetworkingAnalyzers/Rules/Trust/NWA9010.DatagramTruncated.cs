using System;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;
using NetworkingAnalyzers.Situations;

namespace NetworkingAnalyzers.Rules.Trust;

/// <summary>A buffer is smaller than a datagram can be: what does not fit is thrown away by the kernel, and nobody is told.</summary>
public sealed class DatagramTruncated : NetworkingRule
{
    /// <summary>What fits into one datagram over IPv4: 65,535 bytes without the headers of IP (20) and UDP (8).</summary>
    private const int Largest = 65_507;

    private static readonly string[] WordsOfProtocol = ["packet", "message", "datagram", "frame", "mtu", "header", "max", "record", "report"];

    /// <summary>Describes the rule.</summary>
    public DatagramTruncated()
        : base(
            "NWA9010",
            "A buffer is smaller than a datagram can be",
            "'{0}' has {1} bytes for a datagram, and what does not fit is lost; give it 65,527, or name the largest message of the protocol in a constant and look at 'SocketFlags.Truncated'",
            "A receive takes one datagram off the socket, whole. What does not fit into the buffer is thrown away: on Linux and macOS without an error, on Windows with SocketException (10040) and the datagram lost as well. It works until the first long message.",
            Certainty.Strict)
    {
    }

    /// <inheritdoc/>
    public override string? NoFix => "how long the messages of the protocol are is known to its authors";

    private protected override void Watch(Watch on, NetTypes net) => on.Calls(Topics.ReceivesBytes, Judge);

    private static void Judge(Call call)
    {
        if (call.Is(Topics.Ends)
            || call.Receiver is not { } socket
            || !NetTypes.Is(socket.Type, call.Net.Socket)
            || !(call.Is(Topics.Datagram) || Connections.IsSeenForDatagrams(socket, call.Seen))
            || Uses.ArgumentOf(call.Operation, "buffer") is not { } buffer
            || SizeOf(buffer, call) is not { } size
            || size.ConstantValue.Value is not int bytes || bytes is <= 0 or >= Largest
            || IsOfProtocol(size, call)
            || IsLookedAt(call)
            || TestCode.Holds(call.Body.Owner, call.Seen.Compilation))
        {
            return;
        }

        call.Report(call.Name, bytes.ToString("N0", System.Globalization.CultureInfo.InvariantCulture));
    }

    /// <summary>What the one array is made with that the buffer can be.</summary>
    private static IOperation? SizeOf(IOperation buffer, Call call)
    {
        var origins = Origin.Of(buffer, call.Seen.Sources);
        for (var steps = 0; steps < 4 && origins.Length == 1; steps++)
        {
            switch (origins[0])
            {
                case IArrayCreationOperation { DimensionSizes: { Length: 1 } sizes } array:
                    return array.Initializer is null ? sizes[0] : null;
                case IInvocationOperation { TargetMethod.Name: "AsMemory" or "AsSpan", Arguments.Length: 1 } whole:
                    origins = Origin.Of(whole.Arguments[0].Value, call.Seen.Sources);
                    break;
                case IObjectCreationOperation { Type.Name: "ArraySegment" or "Memory" or "Span", Arguments.Length: 1 } whole:
                    origins = Origin.Of(whole.Arguments[0].Value, call.Seen.Sources);
                    break;
                default:
                    return null;
            }
        }

        return null;
    }

    /// <summary>Its name says that the number is the protocol's, or the very buffer is sent as well: question and answer are of one size.</summary>
    private static bool IsOfProtocol(IOperation size, Call call) =>
        ((size switch { IFieldReferenceOperation field => field.Field.Name, ILocalReferenceOperation local => local.Local.Name, _ => null }) is { } name && WordsOfProtocol.Any(word => name.IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0))
        || (Received.BufferOf(call.Operation) is { } buffer && call.Seen.Net.CallsOf(Topics.SendsBytes).Any(send => Uses.ArgumentsOf(send).Any(argument => SymbolEqualityComparer.Default.Equals(Received.ArrayOf(argument.Value, call.Body), buffer))));

    /// <summary>Somebody looks whether it was cut, or knows how long the message is to be.</summary>
    private static bool IsLookedAt(Call call) =>
        (Evidence.TypeOf(call) is { } type && Evidence.IsNamedIn(type, call.Seen, name => name is "Truncated" or "MessageSize" or "Peek" or "Available"))
        || Operations.Below(call.Body.Root).OfType<IBinaryOperation>().Any(test => test.OperatorKind is BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals or BinaryOperatorKind.LessThan or BinaryOperatorKind.GreaterThanOrEqual or BinaryOperatorKind.GreaterThan or BinaryOperatorKind.LessThanOrEqual
            && (IsCount(test.LeftOperand, call) || IsCount(test.RightOperand, call))
            && !(test.RightOperand.ConstantValue is { HasValue: true, Value: int and <= 1 }));

    private static bool IsCount(IOperation side, Call call) => Uses.Plain(side) switch
    {
        ILocalReferenceOperation { Local: var local } => Writes.Among(call.Body.MentionsOf(local)).Any(write => write.Value is { } value && Operations.Contains(value, call.Operation)),
        IPropertyReferenceOperation { Property.Name: "ReceivedBytes" } => true,
        _ => false,
    };
}
