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
            "'{0}' is set here before each request of '{1}', and throws from the second one on; set it where the client is made, or bound the one request by a token",
            "Timeout, BaseAddress and MaxResponseContentBufferSize belong to all requests of a client. Once one has been sent, setting them throws InvalidOperationException, whatever the value: "
            + "the first call works, in every test, and each later one fails.")
    {
    }

    /// <inheritdoc/>
    public override string? NoFix => "whether the setting is for all requests, or a token is to bound this one, is for the author to say";

    private protected override void Watch(Watch on, NetTypes net) => on.Calls(Topics.FixedByFirstRequest, Judge);

    private static void Judge(Call call)
    {
        if (Write.By(call.Operation) is not null
            && call.Receiver is { } client && KeptClients.KeeperOf(client) is { } keeper
            && KeptClients.IsAtEachCall(call.Operation, keeper, call.Body)
            && KeptClients.IsSentThroughBehind(keeper, call)
            && !TestCode.Holds(call.Body.Owner, call.Seen.Compilation))
        {
            call.Report(call.Name, keeper.Name);
        }
    }
}
