using System;
using System.Collections.Immutable;
using static NetworkingAnalyzers.Knowledge.Topics;

namespace NetworkingAnalyzers.Knowledge;

/// <summary>How a request to <c>HttpListener</c> is answered.</summary>
internal static class Listening
{
    public static readonly ImmutableArray<ApiRow> Rows = ImmutableArray.Create(
        new ApiRow(GivesResponse, "System.Net.HttpListenerContext", "Response"));

    private static readonly string[] Ends = ["Close", "Abort", "Dispose", "DisposeAsync"];

    /// <summary>A member of the response, of its stream or of what is put over that, which ends the response.</summary>
    public static bool EndsResponse(string member) => Array.IndexOf(Ends, member) >= 0;
}

internal readonly partial struct Topics
{
    /// <summary>The response that somebody has to close: <c>HttpListenerContext.Response</c>.</summary>
    public static readonly Topics GivesResponse = New();
}
