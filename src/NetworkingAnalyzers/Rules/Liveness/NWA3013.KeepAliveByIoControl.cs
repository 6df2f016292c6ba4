using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;
using NetworkingAnalyzers.Situations;

namespace NetworkingAnalyzers.Rules.Liveness;

/// <summary>Keep-alive's times are set in the way that Windows alone knows, though options that work everywhere are there.</summary>
public sealed class KeepAliveByIoControl : NetworkingRule
{
    /// <summary>Describes the rule.</summary>
    public KeepAliveByIoControl()
        : base(
            "NWA3013",
            "Keep-alive's times are set for Windows alone",
            "'{0}' with KeepAliveValues sets keep-alive's times on Windows alone; set TcpKeepAliveTime, TcpKeepAliveInterval and TcpKeepAliveRetryCount, which work everywhere",
            "SIO_KEEPALIVE_VALS is a control code of Windows. On Linux and macOS the call throws PlatformNotSupportedException, or, where it stands behind a test for Windows, the times stay at the "
            + "system's two hours: peers that vanish go unnoticed in production and are noticed on the developer's machine.")
    {
    }

    /// <inheritdoc/>
    public override string? NoFix => "the times stand in the bytes of an array, often computed elsewhere; the options take them as seconds";

    private protected override void Watch(Watch on, NetTypes net) => on.Calls(Topics.SetsOption, Judge);

    private static void Judge(Call call)
    {
        if (call.Member.Name == "IOControl"
            && Uses.ArgumentsOf(call.Operation) is { Length: > 0 } arguments
            && KeepAlive.IsControlCode(Uses.Plain(arguments[0].Value))
            && KeepAlive.TimesHaveOptions(call.Net)
            && !CompiledFor.OlderThan(call.Operation.Syntax.SyntaxTree, "NETCOREAPP3_0")
            && !ErrorNumbers.RunOnWindowsOnly(call.Seen.Compilation, call.Operation.Syntax.SyntaxTree)
            && Evidence.TypeOf(call) is { } type
            && !Evidence.IsNamedIn(type, call.Seen, KeepAlive.IsOptionOfTimes)
            && (IsChosen(call) || !Peers.ReportCallsOfOnePlatform(call.Operation.Syntax.SyntaxTree, call.Seen.Compilation, call.Seen.Options)))
        {
            call.Report(call.Name);
        }
    }

    /// <summary>A test for the system around it makes CA1416 silent, and leaves the other systems without.</summary>
    private static bool IsChosen(Call call)
    {
        for (var up = call.Operation.Parent; up is not null; up = up.Parent)
        {
            if (up is IConditionalOperation test && Operations.Below(test.Condition).Any(asked => Uses.MemberOf(asked)?.Name.IndexOf("Windows", System.StringComparison.Ordinal) >= 0))
            {
                return true;
            }
        }

        return false;
    }
}
