using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;
using NetworkingAnalyzers.Situations;

namespace NetworkingAnalyzers.Rules.Liveness;

/// <summary>Keep-alive is switched on and its times are left alone: the first probe goes out after two idle hours.</summary>
public sealed class KeepAliveAtTwoHours : NetworkingRule
{
    /// <summary>Describes the rule.</summary>
    public KeepAliveAtTwoHours()
        : base(
            "NWA3002",
            "Keep-alive is on, its times are left at two hours",
            "'{0}' switches keep-alive on but the first probe waits two hours; set TcpKeepAliveTime, TcpKeepAliveInterval and TcpKeepAliveRetryCount as well",
            "By default the kernel sends the first keep-alive probe after two hours of silence and gives up eleven minutes later. "
            + "A peer that vanished is believed in for that long, unless the times are set beside the switch.")
    {
    }

    private protected override void Watch(Watch on, NetTypes net) => on.Calls(Topics.SetsOption, Judge);

    private static void Judge(Call call)
    {
        if (SwitchesKeepAliveOn(call)
            && call.Receiver is { } socket && !Connections.IsDatagram(socket, call.Seen) && !ClientConnections.IsOverNear(socket, call.Seen)
            && Evidence.TypeOf(call) is { } type && !Evidence.IsNamed(type, call.Seen, SetsTimes)
            && !call.Seen.Sources.NamesIn(type).Any(Evidence.SaysPeerIsAsked)
            && !call.Seen.Sources.NamesInFilesThatMention(type.Name, call.Seen.Cancellation).Any(Evidence.SaysPeerIsWatched)
            && !CastsOptionName(call)
            && !LivesForSeconds(call)
            && !EndsReads(call)
            && !TestCode.Holds(call.Body.Owner, call.Seen.Compilation))
        {
            call.Report(call.Name);
        }
    }

    private static bool SwitchesKeepAliveOn(Call call) =>
        Uses.ArgumentOf(call.Operation, "optionName") is { } name
        && KeepAlive.IsSwitch(Uses.Plain(name))
        && Uses.ArgumentOf(call.Operation, "optionValue")?.ConstantValue is { HasValue: true, Value: true or not 0 and int };

    private static bool SetsTimes(string name) => KeepAlive.TimesAreSetBy(name);

    /// <summary>A local in a <c>using</c> that asks once, with a time for the connect and for each read: no peer is believed in for long.</summary>
    private static bool LivesForSeconds(Call call) =>
        Uses.Plain(call.Receiver!) is ILocalReferenceOperation { Local: var socket }
        && Escape.UsesOf(socket, call.Body).Any(use => use.Kind == UseKind.Using)
        && Body.FunctionOf(call.Operation) is var function
        && Operations.BelowInFunction(function).Any(operation => operation is IInvocationOperation { TargetMethod.Name: "WhenAny" or "CancelAfter" })
        && call.Seen.Net.CallsOf(Receiving.Reads | Topics.Connects).Where(wait => ReferenceEquals(Body.FunctionOf(wait), function)).ToList() is { Count: > 1 } waits
        && waits.All(wait => ReferenceEquals(Loops.Around(wait), Loops.Around(call.Operation)) && new Call(wait, call.Net.TopicsOf(Uses.MemberOf(wait)!), call.Seen) is var each && (Deadlines.HasToken(each) || !Deadlines.IsWaitedFor(each)));

    /// <summary>A timeout for reads stands beside it, on the same connection: keep-alive is an addition. Where the timeout binds nothing, NWA3005 says so.</summary>
    private static bool EndsReads(Call call) =>
        BlockingTimeouts.HeldBy(call.Receiver!) is { } holder
        && call.Body.Uses.Any(use => BlockingTimeouts.NameSetBy(use) is { } timeout && BlockingTimeouts.IsOfReads(timeout)
            && Uses.ReceiverOf(use) is { } timed && SymbolEqualityComparer.Default.Equals(BlockingTimeouts.HeldBy(timed), holder));

    /// <summary>Before .NET Core 3 the options had no names: <c>(SocketOptionName)3</c> may be the time.</summary>
    private static bool CastsOptionName(Call call) =>
        call.Seen.Net.CallsOf(Topics.SetsOption).Any(other =>
            Uses.ArgumentOf(other, "optionName") is { } name && Uses.Plain(name).Type is not { TypeKind: TypeKind.Enum });
}
