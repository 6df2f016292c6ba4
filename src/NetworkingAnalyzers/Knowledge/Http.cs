using System.Collections.Immutable;
using static NetworkingAnalyzers.Knowledge.Topics;

namespace NetworkingAnalyzers.Knowledge;

/// <summary>Calls of HTTP clients and servers that want their text in one form only.</summary>
internal static class Http
{
    public static readonly ImmutableArray<ApiRow> Rows = ImmutableArray.Create(
        new ApiRow(MakesHttpClient, "System.Net.Http.HttpClient", ".ctor"),
        new ApiRow(AddsPrefix, "System.Net.HttpListenerPrefixCollection", "Add"),
        new ApiRow(WantsBareMediaType, "System.Net.Http.StringContent", ".ctor"),
        new ApiRow(WantsBareMediaType, "System.Net.Http.Headers.MediaTypeHeaderValue", ".ctor"));
}

/// <content>The topics of this table.</content>
internal readonly partial struct Topics
{
    /// <summary>Makes a client with a pool of connections of its own, or over a handler that has one.</summary>
    public static readonly Topics MakesHttpClient = New();

    /// <summary>Takes a URI prefix, which must end with a slash.</summary>
    public static readonly Topics AddsPrefix = New();

    /// <summary>Takes a media type without parameters, and throws <c>FormatException</c> at a semicolon.</summary>
    public static readonly Topics WantsBareMediaType = New();
}
