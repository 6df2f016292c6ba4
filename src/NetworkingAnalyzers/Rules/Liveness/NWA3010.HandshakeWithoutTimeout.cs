using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;
using NetworkingAnalyzers.Situations;

namespace NetworkingAnalyzers.Rules.Liveness;

/// <summary>One side waits for the other's half of the TLS handshake, and nothing ends the wait: a peer that is silent keeps it.</summary>
public sealed class HandshakeWithoutTimeout : NetworkingRule
{
    private const int MostCallers = 32;

    /// <summary>Describes the rule.</summary>
    public HandshakeWithoutTimeout()
        : base(
            "NWA3010",
            "A TLS handshake has no timeout",
            "'{0}' waits for ever for a {1}; {2}",
            "SslStream has no timeout of its own for a handshake. To a server, a port scanner, a load balancer's check or a client whose network is gone connects and says nothing; to a client, "
            + "a server that hangs has its connections accepted by the operating system and never answers. The connection and whoever waits for the handshake are held until the process ends.")
    {
    }

    /// <inheritdoc/>
    public override string? Threat => "a client that says nothing in the handshake keeps a connection for ever";

    private protected override void Watch(Watch on, NetTypes net) => on.Calls(Topics.AnswersHandshake | Topics.AsksHandshake, Judge);

    /// <summary>What bounds these alone bounds no handshake.</summary>
    private static readonly Topics Others = Topics.Connects | Topics.ResolvesName | Topics.SendsBytes | Receiving.Reads;

    private static bool IsTimed(INamedTypeSymbol type, Call call) =>
        Evidence.IsNamedIn(type, call.Seen, name => Evidence.SaysTimedHandshake(name) && !OpeningWaits.IsOnly(name, type, Others, call.Seen));

    private static void Judge(Call call)
    {
        if (!Deadlines.HasToken(call)
            && Deadlines.IsWaitedFor(call)
            && !(call.Is(Topics.Asynchronous) && IsOverOwnStream(call))
            && !TestCode.Holds(call.Body.Owner, call.Seen.Compilation)
            && Evidence.TypeOf(call) is { } type
            && !IsStreamOverItsUsers(call, type)
            && !(call.Is(Topics.Asynchronous) ? IsTimed(type, call) || Evidence.IsNamedByCallers(call.Body.Owner, call.Seen, Evidence.SaysBounded) || IsTimedByKeeper(type, call) : IsReadTimedOnTheWay(call, type)))
        {
            call.Report(
                call.Name,
                call.Is(Topics.AnswersHandshake) ? "client that connects and says nothing" : "server that takes the connection and says nothing",
                call.Is(Topics.Begins) ? "close the connection from a timer when the handshake has not ended"
                : call.Is(Topics.Asynchronous) ? "pass a token that is cancelled after some seconds"
                : "set ReadTimeout on the stream before");
        }
    }

    /// <summary>
    /// The type, or one that calls it, is kept by another that has a time for connecting, or is told when a time is over: a heartbeat, a queue of timeouts. It closes
    /// what is not ready by then, handshake and all.
    /// </summary>
    private static bool IsTimedByKeeper(INamedTypeSymbol type, Call call) =>
        Evidence.CallersOf(call.Body.Owner, call.Seen).Select(caller => caller.ContainingType).OfType<INamedTypeSymbol>().Prepend(type).Distinct<INamedTypeSymbol>(SymbolEqualityComparer.Default)
            .SelectMany(kept => Evidence.KeepersOf(kept, call.Seen))
            .Any(keeper => Evidence.IsNamedIn(keeper, call.Seen, SaysTimeForConnecting));

    private static bool SaysTimeForConnecting(string name) =>
        name is "CheckTimeout" or "OnTimeout" or "HandleTimeout"
        || name.IndexOf("ConnectTimeout", System.StringComparison.OrdinalIgnoreCase) >= 0
        || name.IndexOf("ConnectionTimeout", System.StringComparison.OrdinalIgnoreCase) >= 0;

    /// <summary>Over a stream of this compilation: its reads may end by themselves.</summary>
    private static bool IsOverOwnStream(Call call) =>
        call.Receiver is { } tls
        && Origin.Of(tls, call.Seen.Sources).OfType<IObjectCreationOperation>().Any(made =>
            made.Arguments.FirstOrDefault()?.Value is { } under
            && (IsOwn(Uses.Plain(under).Type) || Origin.Of(under, call.Seen.Sources).Any(origin => IsOwn(origin.Type))));

    /// <summary>A stream over a stream, of a library that makes none itself: its user has what is below it and can close that in time, as with <c>SslStream</c> itself.</summary>
    private static bool IsStreamOverItsUsers(Call call, INamedTypeSymbol type) =>
        type.DeclaredAccessibility == Accessibility.Public && NetTypes.Is(type, call.Net.Stream)
        && ClientConnections.Under(call.Receiver!, call.Seen.Sources).Any(step => step is IParameterReferenceOperation)
        && !call.Seen.Sources.NamesAnywhere(type.Name, call.Seen.Cancellation).Any(name => name.Parent is ObjectCreationExpressionSyntax made && made.Type == name);

    private static bool IsOwn(ITypeSymbol? type) => type is { DeclaringSyntaxReferences.IsEmpty: false };

    /// <summary>
    /// A blocking handshake obeys the timeout of the connection below it. It may be set in the type, in those that call it, and in those that any of them gives a
    /// connection to or has one from; where nobody here calls it, anywhere.
    /// </summary>
    private static bool IsReadTimedOnTheWay(Call call, INamedTypeSymbol type)
    {
        if (type.DeclaredAccessibility == Accessibility.Public && NetTypes.Is(type, call.Net.TcpClient))
        {
            // It is the client itself: whoever has it sets the timeout on it.
            return true;
        }

        if (!IsReadTimedSomewhere(call))
        {
            return false;
        }

        var bodies = Evidence.CallersOf(call.Body.Owner, call.Seen).Select(call.Seen.Sources.BodyOf).OfType<Body>().Take(MostCallers).ToList();
        if (bodies.Count == 0 && ClientConnections.Under(call.Receiver!, call.Seen.Sources).SelectMany(step => Origin.Of(step, call.Seen.Sources).Add(step)).Any(IsFromOutside))
        {
            return true;
        }

        bodies.Add(call.Body);
        return Evidence.IsNamedIn(type, call.Seen, SaysTimedRead)
            || bodies.Any(body => body.Owner?.ContainingType is { } owner && Evidence.IsNamedIn(owner, call.Seen, SaysTimedRead))
            || bodies.SelectMany(body => body.Uses).Any(use =>
                Uses.MemberOf(use) is { DeclaringSyntaxReferences.IsEmpty: false, ContainingType: { } other }
                && (CarriesConnection(use.Type, call) || Uses.ArgumentsOf(use).Any(argument => CarriesConnection(Uses.Plain(argument.Value).Type, call)))
                && (IsAnybodys(use) || Evidence.IsNamedIn(other, call.Seen, SaysTimedRead)));
    }

    /// <summary>A call of an interface or of what may be overridden: who runs cannot be told.</summary>
    private static bool IsAnybodys(IOperation use) =>
        Uses.MemberOf(use) is { IsAbstract: true } or IMethodSymbol { IsVirtual: true } && use is IInvocationOperation { Instance: not IInstanceReferenceOperation };

    private static bool CarriesConnection(ITypeSymbol? type, Call call) =>
        (Awaiting.IsTaskWithResult(type) ? ((INamedTypeSymbol)type!).TypeArguments[0] : type) is { } carried && (call.Net.IsConnection(carried) || NetTypes.Is(carried, call.Net.Stream));

    /// <summary>Handed in, or held by another type.</summary>
    private static bool IsFromOutside(IOperation origin) =>
        origin is IParameterReferenceOperation or IMemberReferenceOperation { Instance: not (null or IInstanceReferenceOperation) };

    private static bool IsReadTimedSomewhere(Call call) =>
        call.Seen.Sources.NamesInFilesThatMention("ReceiveTimeout", call.Seen.Cancellation).Any()
        || call.Seen.Sources.NamesInFilesThatMention("ReadTimeout", call.Seen.Cancellation).Any();

    private static bool SaysTimedRead(string name) => name is "ReceiveTimeout" or "ReadTimeout";
}
