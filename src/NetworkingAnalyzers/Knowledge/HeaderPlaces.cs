using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using static NetworkingAnalyzers.Knowledge.Topics;

namespace NetworkingAnalyzers.Knowledge;

/// <summary>Which header belongs to a message and which to its content. A name that neither list knows is taken everywhere.</summary>
internal static class HeaderPlaces
{
    public static readonly ImmutableArray<ApiRow> Rows = ImmutableArray.Create(
        new ApiRow(WantsHeaderOfItsPlace, "System.Net.Http.Headers.HttpHeaders", "Add", "Contains", "GetValues", "Remove", "TryAddWithoutValidation", "TryGetValues"));

    /// <summary>Those of content: a request's or response's own headers refuse them. The same in .NET Framework and in all later ones.</summary>
    public static readonly ImmutableArray<string> OfContent = ImmutableArray.Create(
        "Allow", "Content-Disposition", "Content-Encoding", "Content-Language", "Content-Length", "Content-Location", "Content-MD5", "Content-Range", "Content-Type", "Expires", "Last-Modified");

    /// <summary>Those of a message, which content refuses: of requests, of both, of responses.</summary>
    public static readonly ImmutableArray<string> OfMessages = ImmutableArray.Create(
        "Accept", "Accept-Charset", "Accept-Encoding", "Accept-Language", "Authorization", "Expect", "From", "Host", "If-Match", "If-Modified-Since", "If-None-Match", "If-Range", "If-Unmodified-Since",
        "Max-Forwards", "Proxy-Authorization", "Range", "Referer", "TE", "User-Agent",
        "Cache-Control", "Connection", "Date", "Pragma", "Trailer", "Transfer-Encoding", "Upgrade", "Via", "Warning",
        "Accept-Ranges", "Age", "ETag", "Location", "Proxy-Authenticate", "Retry-After", "Server", "Vary", "WWW-Authenticate");

    private static readonly HashSet<string> ContentNames = new(OfContent, StringComparer.OrdinalIgnoreCase);
    private static readonly HashSet<string> MessageNames = new(OfMessages, StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether headers of this type refuse the name.</summary>
    public static bool Refuses(ITypeSymbol? headers, string name) => headers?.Name switch
    {
        "HttpRequestHeaders" or "HttpResponseHeaders" => ContentNames.Contains(name),
        "HttpContentHeaders" => MessageNames.Contains(name),
        _ => false,
    };

    /// <summary>The name behind ASP.NET's <c>HeaderNames.ContentType</c>, which is no constant.</summary>
    public static string? NameOf(IFieldSymbol field) =>
        field is { ContainingType: { Name: "HeaderNames", ContainingNamespace: { Name: "Headers", ContainingNamespace.Name: "Http" } } }
            ? OfContent.Concat(OfMessages).FirstOrDefault(name => name.Replace("-", string.Empty).Equals(field.Name, StringComparison.OrdinalIgnoreCase))
            : null;
}

/// <content>The topic of this table.</content>
internal readonly partial struct Topics
{
    /// <summary>Takes the name of a header, and refuses one that belongs elsewhere.</summary>
    public static readonly Topics WantsHeaderOfItsPlace = New();
}
