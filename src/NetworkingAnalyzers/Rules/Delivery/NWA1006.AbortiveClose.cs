using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;

namespace NetworkingAnalyzers.Rules.Delivery;

/// <summary>A linger time of zero: closing resets the connection and throws away what has not been sent yet.</summary>
public sealed class AbortiveClose : NetworkingRule
{
    /// <summary>Describes the rule.</summary>
    public AbortiveClose()
        : base(
            "NWA1006",
            "Closing resets the connection",
            "'{0}' with a linger time of 0 makes closing a reset: bytes that were sent but have not arrived are thrown away; leave the linger option alone",
            "With linger on and a time of 0 the kernel answers Close by throwing away its send buffer and resetting the connection. The peer loses the end of the last message, "
            + "and what it has received but not read yet. It is set to avoid TIME_WAIT, which belongs on the side that closes first.",
            Certainty.Strict)
    {
    }

    private protected override void Watch(Watch on, NetTypes net) => on.Calls(Topics.MakesLinger, Judge);

    private static void Judge(Call call)
    {
        if (Uses.ArgumentOf(call.Operation, "enable") is { ConstantValue: { HasValue: true, Value: true } }
            && Uses.ArgumentOf(call.Operation, "seconds") is { ConstantValue: { HasValue: true, Value: 0 } })
        {
            call.Report(call.Name);
        }
    }
}
