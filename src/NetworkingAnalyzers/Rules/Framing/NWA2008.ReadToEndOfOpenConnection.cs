using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;
using NetworkingAnalyzers.Situations;

namespace NetworkingAnalyzers.Rules.Framing;

/// <summary>A connection is read to its end and then answered: the end comes only when the peer closes, and the peer waits for the answer.</summary>
public sealed class ReadToEndOfOpenConnection : NetworkingRule
{
    /// <summary>Describes the rule.</summary>
    public ReadToEndOfOpenConnection()
        : base(
            "NWA2008",
            "A connection that stays open is read to its end",
            "'{0}' returns when the peer closes the connection, but '{1}' is to answer on it afterwards; read one message, by its length or delimiter",
            "ReadToEnd, CopyTo, deserialisers that read a stream to its end, and loops until EndOfStream wait for the peer to close its side. A peer that waits for the answer does not close: "
            + "both wait until a timeout, and the message that arrived whole is not looked at.",
            Certainty.Strict)
    {
    }

    /// <inheritdoc/>
    public override string? NoFix => "where a message ends is for the protocol to say: by a length in front, a delimiter, or a half-close that both sides speak";

    private protected override void Watch(Watch on, NetTypes net) => on.Calls(Topics.ReadsToEnd | Topics.AsksForEnd, Judge);

    private static void Judge(Call call)
    {
        var loop = call.Is(Topics.AsksForEnd) ? ReadingLoops.UntilTheEnd(call) : null;
        if (SourceOf(call) is not { } source
            || (call.Is(Topics.AsksForEnd) && loop is null)
            || SameConnection.RootOf(source, call.Seen, throughAll: true) is not { } root
            || Operations.Above<ITryOperation>(call.Operation) is { Catches: { Length: > 0 } catches } @try && catches.Any(caught => caught.Filter is not null))
        {
            return;
        }

        var writes = call.Seen.Net.CallsOf(Topics.SendsBytes | Topics.WritesThroughWriter)
            .Where(write => ReferenceEquals(Body.FunctionOf(write), Body.FunctionOf(call.Operation)) && Uses.MemberOf(write)!.Name is not ("Flush" or "FlushAsync")
                && !ReferenceEquals(write, call.Operation)
                && Uses.ReceiverOf(write) is { } to && SymbolEqualityComparer.Default.Equals(SameConnection.RootOf(to, call.Seen, throughAll: true), root))
            .Concat(call.Body.Uses.OfType<IInvocationOperation>().Where(write =>
                IsSerialization(write.TargetMethod) && ReferenceEquals(Body.FunctionOf(write), Body.FunctionOf(call.Operation))
                && write.Arguments.Any(argument => NetTypes.Is(Uses.Plain(argument.Value).Type, call.Net.Stream) && SymbolEqualityComparer.Default.Equals(SameConnection.RootOf(argument.Value, call.Seen, throughAll: true), root))))
            .ToList();
        if (writes.Count > 0
            && (loop is null || !writes.Any(write => Operations.Contains(loop, write)))
            && Connections.Carries(source, call.Seen)
            && !IsHalfClosed(call)
            && Paths.Around(call.Operation, call.Body, call.Seen.Cancellation) is { } paths
            && writes.FirstOrDefault(write => paths.Reaches(call.Operation, paths.Any(write), null, Exceptions.Thrown) == Answer.Yes) is { } answer)
        {
            call.Report(call.Name, Uses.NameOf(answer));
        }
    }

    /// <summary><c>JsonSerializer.SerializeAsync(stream, answer)</c>.</summary>
    private static bool IsSerialization(IMethodSymbol method) =>
        method is { Name: "Serialize" or "SerializeAsync", DeclaringSyntaxReferences.IsEmpty: true, ContainingType.Name: "JsonSerializer" or "XmlSerializer" or "BinaryFormatter" or "Serializer" or "MessagePackSerializer" };

    /// <summary>What is read to its end: the reader, the stream that is copied, the argument of a deserialiser.</summary>
    private static IOperation? SourceOf(Call call) => call.Member.Name is "ReadToEnd" or "ReadToEndAsync" or "CopyTo" or "CopyToAsync" or "EndOfStream" or "Peek"
        ? call.Receiver
        : Uses.ArgumentsOf(call.Operation).FirstOrDefault(argument => NetTypes.Is(Uses.Plain(argument.Value).Type, call.Net.Stream) || NetTypes.Is(Uses.Plain(argument.Value).Type, call.Net.StreamReader))?.Value;

    /// <summary>Somebody speaks of half-closing: the peer may tell the end of its message so.</summary>
    private static bool IsHalfClosed(Call call) => Evidence.TypeOf(call) is not { } type || Evidence.IsNamed(type, call.Seen, name => name is "Shutdown" or "SocketShutdown" or "ShutdownAsync");
}
