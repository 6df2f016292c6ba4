using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;
using NetworkingAnalyzers.Situations;

namespace NetworkingAnalyzers.Rules.Liveness;

/// <summary>A connect that has failed is tried again at once, and again, as fast as the machine can.</summary>
public sealed class ReconnectWithoutBackoff : NetworkingRule
{
    private const string AsFastAsItCan = "thousands of times a second where the server refuses";

    /// <summary>Describes the rule.</summary>
    public ReconnectWithoutBackoff()
        : base(
            "NWA3011",
            "A failed connect is tried again at once",
            "'{0}' is tried again at once when it has failed, {1}; wait before the next attempt, longer each time and not all clients alike",
            "A server that is down but whose host is up refuses at once. The loop then burns a processor, fills the log, runs out of ports, and when the server comes back all its clients fall on it in the same instant.")
    {
    }

    /// <inheritdoc/>
    public override string? NoFix => "how long to wait, how the wait grows and when to give up is for the author to say";

    private protected override void Watch(Watch on, NetTypes net)
    {
        on.Calls(Topics.Connects | Topics.CreatesConnection | Topics.ConnectsWebSocket | Topics.SendsRequest, Judge);
        on.BodiesWithLoops(JudgeHelpers);
    }

    /// <summary><c>while (true) { try { client = await DialAsync(); .. } catch (Exception e) { Log(e); } }</c>; a pause that nobody waits for.</summary>
    private static void JudgeHelpers(Seen seen)
    {
        foreach (var use in seen.Body.Uses)
        {
            if (use is IInvocationOperation call && Reconnects.AreAtOnceBy(call, seen) && !TestCode.Holds(seen.Body.Owner, seen.Compilation))
            {
                seen.Report(Uses.PlaceOf(call), Uses.NameOf(call), AsFastAsItCan);
                return;
            }
        }

        foreach (var (pause, connect) in Reconnects.WithUnawaitedPauses(seen))
        {
            if (!Reconnects.AreAtOnce(new Call(connect, seen.Types.TopicsOf(connect.TargetMethod), seen)) && !TestCode.Holds(seen.Body.Owner, seen.Compilation))
            {
                seen.Report(Uses.PlaceOf(pause), Uses.NameOf(connect), $"as '{Uses.NameOf(pause)}' is not waited for");
            }

            return;
        }
    }

    private static void Judge(Call call)
    {
        if ((Reconnects.AreAtOnce(call) || Reconnects.AsksAtOnce(call)) && !TestCode.Holds(call.Body.Owner, call.Seen.Compilation))
        {
            call.Report(call.Name, AsFastAsItCan);
        }
    }
}
