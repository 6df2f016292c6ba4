using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using NetworkingAnalyzers.Knowledge;
using NetworkingAnalyzers.Situations;

namespace NetworkingAnalyzers.Rules.Liveness;

/// <summary>A connect that nothing ends but the operating system, after one or two minutes.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ConnectWithoutTimeout : NetworkingRule
{
    /// <summary>Describes the rule.</summary>
    public ConnectWithoutTimeout()
        : base(
            "NWA3006",
            "A connect has no timeout",
            "'{0}' waits up to two minutes for a host that does not answer; use 'ConnectAsync' with a token that is cancelled after some seconds",
            "Where packets to a host are dropped without a word, the operating system repeats its first packet for 21 s (Windows) to 127 s (Linux), for each address of the name, before the connect fails. "
            + "Whoever waits for it waits that long.",
            Certainty.Strict)
    {
    }

    private protected override void Watch(Watch on, NetTypes net) => on.Calls(Topics.Connects | Topics.CreatesConnection, Judge);

    private static void Judge(Call call)
    {
        if (!call.Is(Topics.Begins | Topics.Ends | Topics.CompletesThroughArgs)
            && (call.Is(Topics.Connects) || ClientConnections.ConnectsAtOnce(call.Operation))
            && !Deadlines.HasToken(call)
            && Deadlines.IsWaitedFor(call)
            && !ClientConnections.IsNear(call.Operation, call.Seen)
            && !(call.Receiver is { } socket && Connections.IsDatagram(socket, call.Seen))
            && !TestCode.Holds(call.Body.Owner, call.Seen.Compilation)
            && Evidence.TypeOf(call) is { } type
            && !Evidence.IsNamedIn(type, call.Seen, SaysTimedConnect)
            && !Evidence.IsNamedByCallers(call.Body.Owner, call.Seen, Evidence.SaysBounded))
        {
            call.Report(call.Name);
        }
    }

    /// <summary>Somebody has thought of it: a timer closes the socket, or the socket does not block.</summary>
    private static bool SaysTimedConnect(string name) =>
        Evidence.SaysTimedWait(name)
        || name is "Blocking" or "WaitOne"
        || name.IndexOf("ConnectTimeout", System.StringComparison.OrdinalIgnoreCase) >= 0
        || name.IndexOf("ConnectionTimeout", System.StringComparison.OrdinalIgnoreCase) >= 0;
}
