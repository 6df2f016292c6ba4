using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;
using NetworkingAnalyzers.Situations;

namespace NetworkingAnalyzers.Rules.Http;

/// <summary>The body of a response is read from the connection, and nothing ends the wait for a server that stops in the middle: HttpClient.Timeout has ended with the headers.</summary>
public sealed class BodyWithoutTimeout : NetworkingRule
{
    /// <summary>Describes the rule.</summary>
    public BodyWithoutTimeout()
        : base(
            "NWA7004",
            "The body of a response is read without a timeout",
            "'{0}' waits for ever for a server that stops in the middle of the body, for 'HttpClient.Timeout' ends with the headers; pass a token that is cancelled after some time{1}",
            "With ResponseHeadersRead, and in GetStreamAsync, HttpClient.Timeout and the token of the request count until the headers are there. What then reads the body waits for each piece without an end: a server that hangs, or a network that loses it, "
            + "keeps the download, its file and its connection for ever, and no error is seen.")
    {
    }

    /// <inheritdoc/>
    public override string? NoFix => "how long a whole body, or the pause between two pieces of it, may last is for the author to say";

    /// <inheritdoc/>
    public override string? Threat => "a server that sends its headers and then nothing keeps the client for ever";

    private protected override void Watch(Watch on, NetTypes net) => on.Calls(Topics.SendsRequest, Judge);

    private static void Judge(Call request)
    {
        if (!BodyReads.AreLeftBy(request)
            || BodyReads.Of(request) is not { Count: > 0 } reads
            || !reads.All(read => IsUnbounded(read, request))
            || BodyReads.AreEndless(reads, request.Seen)
            || IsBoundedOtherwise(request)
            || Tools.Holds(request.Seen)
            || TestCode.Holds(request.Body.Owner, request.Seen.Compilation))
        {
            return;
        }

        request.Seen.Report(Uses.PlaceOf(reads[0]), Uses.NameOf(reads[0]), Awaiting.IsTask(reads[0].Type) ? string.Empty : " to an asynchronous read");
    }

    /// <summary>No token that could end it is given, and whoever waits for it does so without a time.</summary>
    private static bool IsUnbounded(IOperation read, Call request)
    {
        if (Deadlines.HasToken(new Call(read, Topics.Asynchronous, request.Seen)))
        {
            return false;
        }

        // .NET Framework ends blocking reads after HttpWebRequest.ReadWriteTimeout, five minutes.
        return Awaiting.IsTask(read.Type) ? Waiting.For(read) is { } wait && wait is not IInvocationOperation { Arguments.IsEmpty: false } : request.Net.Type("System.Net.Http.SocketsHttpHandler") is not null;
    }

    /// <summary>Something in the type, beside its callers, or under the client ends waits or finds dead connections.</summary>
    private static bool IsBoundedOtherwise(Call request) =>
        Evidence.TypeOf(request) is not { } type
        || Deadlines.MayEndOthers(type, request.Seen, Evidence.SaysTimedWait)
        || Evidence.IsNamedByCallers(request.Body.Owner, request.Seen, Evidence.SaysBounded)
        || Limits.Any(name => request.Seen.Sources.NamesAnywhere(name, request.Seen.Cancellation).Any());

    private static readonly IReadOnlyList<string> Limits = ["ConnectCallback", "KeepAlivePingDelay", "KeepAlivePingTimeout", "SetTcpKeepAlive"];
}
