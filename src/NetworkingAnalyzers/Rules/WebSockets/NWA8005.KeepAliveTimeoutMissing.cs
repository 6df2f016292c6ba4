using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;
using NetworkingAnalyzers.Situations;

namespace NetworkingAnalyzers.Rules.WebSockets;

/// <summary>A WebSocket sends its keep-alive and never looks whether it is answered: a peer that vanishes is waited for without an end.</summary>
public sealed class KeepAliveTimeoutMissing : NetworkingRule
{
    /// <summary>Describes the rule.</summary>
    public KeepAliveTimeoutMissing()
        : base(
            "NWA8005",
            "A WebSocket does not wait for the answer to its keep-alive",
            "'{0}' leaves 'KeepAliveTimeout' at infinite, and a peer that vanishes is never noticed; set it to some seconds",
            "Without KeepAliveTimeout the keep-alive of a WebSocket is a pong that asks for no answer: it keeps proxies from closing, and finds nobody dead. A receive on a connection whose other end has lost its power or its network waits for ever, "
            + "and a server keeps one connection for each client that has gone. From .NET 9 on KeepAliveTimeout sends pings and ends the connection where no answer comes.",
            Certainty.Strict)
    {
    }

    /// <inheritdoc/>
    public override string? NoFix => "how long a peer may be silent is for those who run both ends to say";

    private protected override void Watch(Watch on, NetTypes net)
    {
        if (Has(net, "System.Net.WebSockets.ClientWebSocketOptions") || Has(net, "Microsoft.AspNetCore.Builder.WebSocketOptions"))
        {
            on.Calls(Topics.MakesWebSocket, Judge);
        }
    }

    private static void Judge(Call call)
    {
        if (call.Seen.Sources.NamesAnywhere("KeepAliveTimeout", call.Seen.Cancellation).Any()
            || call.Seen.Compilation.SyntaxTrees.Any(tree => Sources.IsMentioned(tree, Evidence.SaysPeerIsAsked))
            || Tools.Holds(call.Seen)
            || TestCode.Holds(call.Body.Owner, call.Seen.Compilation))
        {
            return;
        }

        if (call.Operation is IInvocationOperation ? IsServed(call) : IsHeard(call))
        {
            call.Report(call.Name);
        }
    }

    /// <summary>The type that makes a client receives on it, with no end to the wait.</summary>
    private static bool IsHeard(Call call) =>
        Has(call.Net, "System.Net.WebSockets.ClientWebSocketOptions")
        && Evidence.TypeOf(call) is { } type
        && Evidence.CallsIn(type, call.Seen).Where(use => use.Value.HasAny(Topics.ReceivesPart)).ToList() is { Count: > 0 } receives
        && !receives.Any(receive => IsTimed(receive.Key))
        && !Deadlines.MayEndOthers(type, call.Seen, Evidence.SaysTimedWait)
        && !Evidence.IsNamedIn(type, call.Seen, Evidence.SaysPeerIsAsked);

    /// <summary>The project accepts WebSockets, and no file that does ends a wait after a time.</summary>
    private static bool IsServed(Call call) =>
        Has(call.Net, "Microsoft.AspNetCore.Builder.WebSocketOptions")
        && call.Seen.Sources.NamesInFilesThatMention("AcceptWebSocketAsync", call.Seen.Cancellation).ToList() is { Count: > 0 } names
        && !names.Any(Evidence.SaysTimedWait);

    /// <summary>The token of a receive is a source's with a time.</summary>
    private static bool IsTimed(IOperation receive) =>
        Uses.ArgumentOf(receive, "cancellationToken") is { } token
        && Operations.Below(token).Select(Makings.SymbolOf).OfType<ILocalSymbol>().Any(source => source.Type.Name == "CancellationTokenSource"
            && Body.Around(receive).MentionsOf(source).Any(mention => Uses.UserOf(mention) is IInvocationOperation { TargetMethod.Name: "CancelAfter" } || (Write.By(mention)?.Value is IObjectCreationOperation { Arguments.Length: > 0 })));

    private static bool Has(NetTypes net, string options) => net.Type(options)?.GetMembers("KeepAliveTimeout").IsEmpty == false;
}
