using Microsoft.CodeAnalysis.Diagnostics;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;
using NetworkingAnalyzers.Situations;

namespace NetworkingAnalyzers.Rules.Http;

/// <summary>A setting of a client that is kept is set before each request: the first one goes out, the second one throws.</summary>
public sealed class ChangedAfterFirstRequest : NetworkingRule
{
    /// <summary>Describes the rule.</summary>
    public ChangedAfterFirstRequest()
        : base(
            "NWA7014",
            "A client is changed after its first request",
            "'{0}' is set here {2} of '{1}', and throws {3}; set it where the client is made, or bound the one request by a token",
            "Timeout, BaseAddress and MaxResponseContentBufferSize belong to all requests of a client. Once one has been sent, setting them throws InvalidOperationException, whatever the value: "
            + "the first call works, in every test, and each later one fails.")
    {
    }

    /// <inheritdoc/>
    public override string? NoFix => "whether the setting is for all requests, or a token is to bound this one, is for the author to say";

    private protected override void Watch(Watch on, NetTypes net) => on.Calls(Topics.FixedByFirstRequest, Judge);

    private static void Judge(Call call)
    {
        if (Write.By(call.Operation) is null || call.Receiver is not { } client)
        {
            return;
        }

        if (KeptClients.HasSentBefore(client, call) is { } user)
        {
            if (!TestCode.Holds(call.Body.Owner, call.Seen.Compilation))
            {
                call.Report(call.Name, user.Name, "behind a request", "each time");
            }
        }
        else if (KeptClients.KeeperOf(client) is { } keeper
            && KeptClients.IsAtEachCall(call.Operation, keeper, call.Body)
            && KeptClients.IsSentThroughBehind(keeper, call)
            && !TestCode.Holds(call.Body.Owner, call.Seen.Compilation))
        {
            call.Report(call.Name, keeper.Name, "before each request", "from the second one on");
        }
    }
}
