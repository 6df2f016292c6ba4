using System.Linq;
using Microsoft.CodeAnalysis;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;
using NetworkingAnalyzers.Situations;

namespace NetworkingAnalyzers.Rules.Http;

/// <summary>A request to HttpListener whose response is not closed on some way: its client waits.</summary>
public sealed class ListenerResponseLeftOpen : NetworkingRule
{
    /// <summary>Describes the rule.</summary>
    public ListenerResponseLeftOpen()
        : base(
            "NWA7011",
            "A response of HttpListener stays open",
            "On a way out of this function '{0}' is not closed, and the client waits for its end; close it in a 'finally'",
            "HttpListener sends what is left of a response, and its end, when the response or its stream is closed; nothing else does it. A client whose request leaves by the way that forgets it waits until its own timeout, and the connection is kept; "
            + "with a Content-Length it has its answer, and its next request over that connection is never read.")
    {
    }

    /// <inheritdoc/>
    public override string? NoFix => "which status the request gets on that way is for the author to say";

    private protected override void Watch(Watch on, NetTypes net) => on.BodiesWith(Topics.GivesResponse, Judge);

    private static void Judge(Seen seen)
    {
        foreach (var function in seen.Net.CallsOf(Topics.GivesResponse).Select(Body.FunctionOf).Distinct())
        {
            if (ListenerResponses.LeftOpenIn(function, seen) is { } open && !TestCode.Holds(seen.Body.Owner, seen.Compilation))
            {
                seen.Report(Uses.PlaceOf(open), Uses.NameOf(open));
            }
        }
    }
}
