using System;
using System.Collections.Immutable;
using System.Linq;
using static NetworkingAnalyzers.Knowledge.Topics;

namespace NetworkingAnalyzers.Knowledge;

/// <summary>Calls of HTTP clients and servers that want their text in one form only.</summary>
internal static class Http
{
    public static readonly ImmutableArray<ApiRow> Rows = ImmutableArray.Create(
        new ApiRow(MakesHttpClient, "System.Net.Http.HttpClient", ".ctor"),
        new ApiRow(FixedByFirstRequest, "System.Net.Http.HttpClient", "BaseAddress", "MaxResponseContentBufferSize", "Timeout"),
        new ApiRow(SendsRequest, "System.Net.Http.HttpClient", "DeleteAsync", "GetAsync", "GetByteArrayAsync", "GetStreamAsync", "GetStringAsync", "PatchAsync", "PostAsync", "PutAsync", "Send", "SendAsync"),
        new ApiRow(SendsRequest, "System.Net.Http.Json.HttpClientJsonExtensions", "GetFromJsonAsync", "PostAsJsonAsync", "PutAsJsonAsync"),
        // Only the client itself refuses a message that was sent: a handler, and HttpMessageInvoker, send it as often as they like.
        new ApiRow(SendsRequestMessage, "System.Net.Http.HttpClient", "Send", "SendAsync"),
        new ApiRow(MakesRequestMessage, "System.Net.Http.HttpRequestMessage", ".ctor"),
        new ApiRow(SendsContent, "System.Net.Http.HttpClient", "PatchAsync", "PostAsync", "PutAsync"),
        new ApiRow(AddsHeader, "System.Net.Http.Headers.HttpHeaders", "Add", "TryAddWithoutValidation"),
        new ApiRow(AddsHeader, "System.Net.Http.Headers.HttpHeaderValueCollection`1", "Add", "ParseAdd", "TryParseAdd"),
        new ApiRow(AddsPrefix, "System.Net.HttpListenerPrefixCollection", "Add"),
        new ApiRow(WantsBareMediaType, "System.Net.Http.StringContent", ".ctor"),
        new ApiRow(WantsBareMediaType, "System.Net.Http.Headers.MediaTypeHeaderValue", ".ctor"));

    private static readonly string[] Events = ["event", "sse", "watch", "subscri", "listen", "follow", "tail", "monitor", "feed", "live", "streaming", "longpoll"];

    private static readonly string[] StreamReaders = ["Deserialize", "Load", "Parse", "Read", "CopyTo", "FromStream", "Decode", "Compute", "HashData"];

    private static readonly string[] Once = ["Init", "Start", "Setup", "Set", "Configure", "Connect", "Open", "Login", "LogIn", "SignIn", "Authenticate", "Authorize", "Load", "Run", "Main", "On"];

    /// <summary>Whether a method of a response's content reads it to its end: <c>ReadAsStringAsync</c>, <c>CopyToAsync</c>.</summary>
    public static bool ReadsBody(string method) => method is "ReadAsStringAsync" or "ReadAsByteArrayAsync" or "ReadFromJsonAsync" or "LoadIntoBufferAsync" or "ReadAsAsync" or "CopyToAsync" or "CopyTo" or "ReadAsMultipartAsync";

    /// <summary>Whether a method of this name reads the stream that it is given before it returns.</summary>
    public static bool ReadsStream(string method) => Array.Exists(StreamReaders, start => method.StartsWith(start, StringComparison.Ordinal)) && !method.EndsWith("AsAsyncEnumerable", StringComparison.Ordinal) && method != "DeserializeAsyncEnumerable";

    /// <summary>Whether a name speaks of what comes as it happens and has no end.</summary>
    public static bool SpeaksOfEvents(string? name) => name is not null && Array.Exists(Events, word => name.IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0);

    /// <summary>By its name the method is called once for an object, before the others.</summary>
    public static bool IsDoneOnce(string method) => Once.Any(start => method.StartsWith(start, StringComparison.OrdinalIgnoreCase));
}

/// <content>The topics of this table.</content>
internal readonly partial struct Topics
{
    /// <summary>Makes a client with a pool of connections of its own, or over a handler that has one.</summary>
    public static readonly Topics MakesHttpClient = New();

    /// <summary>A setting of a client that throws when it is changed after the first request.</summary>
    public static readonly Topics FixedByFirstRequest = New();

    /// <summary>Sends a request through a client.</summary>
    public static readonly Topics SendsRequest = New();

    /// <summary>Sends a message that its caller made, and marks it as sent: a second time it throws.</summary>
    public static readonly Topics SendsRequestMessage = New();

    /// <summary>Makes the message of a request.</summary>
    public static readonly Topics MakesRequestMessage = New();

    /// <summary>Sends content that its caller made, in a message of its own.</summary>
    public static readonly Topics SendsContent = New();

    /// <summary>Adds a header, or a value to one, beside those that are there.</summary>
    public static readonly Topics AddsHeader = New();

    /// <summary>Takes a URI prefix, which must end with a slash.</summary>
    public static readonly Topics AddsPrefix = New();

    /// <summary>Takes a media type without parameters, and throws <c>FormatException</c> at a semicolon.</summary>
    public static readonly Topics WantsBareMediaType = New();
}
