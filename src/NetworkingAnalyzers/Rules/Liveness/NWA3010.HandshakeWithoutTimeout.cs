using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;
using NetworkingAnalyzers.Situations;

namespace NetworkingAnalyzers.Rules.Liveness;

/// <summary>A server waits for its client's half of the TLS handshake, and nothing ends the wait: a client that connects and is silent keeps it.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class HandshakeWithoutTimeout : NetworkingRule
{
    /// <summary>Describes the rule.</summary>
    public HandshakeWithoutTimeout()
        : base(
            "NWA3010",
            "A server's TLS handshake has no timeout",
            "'{0}' waits for ever for a client that connects and says nothing; {1}",
            "TLS begins with the client's hello, and SslStream has no timeout of its own for it. A port scanner, a health check of a load balancer or a client whose network is gone connects and "
            + "says nothing: the connection, its memory and whatever waits for the handshake are held until the process ends.")
    {
    }

    /// <inheritdoc/>
    public override string? Threat => "a client that says nothing in the handshake keeps a connection for ever";

    private protected override void Watch(Watch on, NetTypes net) => on.Calls(Topics.AnswersHandshake, Judge);

    private static void Judge(Call call)
    {
        if (!HasToken(call)
            && IsWaitedFor(call)
            && !TestCode.Holds(call.Body.Owner, call.Seen.Compilation)
            && Evidence.TypeOf(call) is { } type
            && !(call.Is(Topics.Asynchronous) ? Evidence.IsNamed(type, call.Seen, Evidence.SaysTimedHandshake) : IsReadTimedSomewhere(call)))
        {
            call.Report(
                call.Name,
                call.Is(Topics.Begins) ? "close the connection from a timer when the handshake has not ended"
                : call.Is(Topics.Asynchronous) ? "pass a token that is cancelled after some seconds"
                : "set ReadTimeout on the stream before");
        }
    }

    /// <summary>Whoever hands in a token decides how long it lasts.</summary>
    private static bool HasToken(Call call) =>
        Uses.ArgumentsOf(call.Operation).Any(argument => NetTypes.Is(argument.Value.Type, call.Net.CancellationToken) && !IsNone(Uses.Plain(argument.Value)));

    private static bool IsNone(IOperation token) =>
        token is IDefaultValueOperation or IObjectCreationOperation { Arguments.IsEmpty: true } or IPropertyReferenceOperation { Property: { Name: "None", IsStatic: true } };

    /// <summary>A task that is returned, stored or given to others may be raced against a delay there; a wait with a time has one.</summary>
    private static bool IsWaitedFor(Call call) =>
        call.Is(Topics.Begins)
        || !call.Is(Topics.Asynchronous)
        || (Waiting.For(call.Operation) is { } wait && wait is not IInvocationOperation { Arguments.IsEmpty: false });

    /// <summary>A blocking handshake obeys the timeout of the connection below it, which may be set wherever that was accepted.</summary>
    private static bool IsReadTimedSomewhere(Call call) =>
        call.Seen.Sources.NamesInFilesThatMention("ReceiveTimeout", call.Seen.Cancellation).Any()
        || call.Seen.Sources.NamesInFilesThatMention("ReadTimeout", call.Seen.Cancellation).Any();
}
