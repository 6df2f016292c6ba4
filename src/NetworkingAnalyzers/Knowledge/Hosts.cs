using System;
using System.Collections.Immutable;
using System.Linq;
using static NetworkingAnalyzers.Knowledge.Topics;

namespace NetworkingAnalyzers.Knowledge;

/// <summary>What gives the name of a host as a text, who is asked whether one may, and which texts are names of hosts.</summary>
internal static class Hosts
{
    public static readonly ImmutableArray<ApiRow> Rows = ImmutableArray.Create(
        new ApiRow(NamesHost, "System.Uri", "Host", "DnsSafeHost", "IdnHost", "Authority"),
        new ApiRow(NamesHost, "System.UriBuilder", "Host"),
        new ApiRow(NamesHost, "Microsoft.AspNetCore.Http.HttpRequest", "Host"),
        new ApiRow(NamesHost, "Microsoft.AspNetCore.Http.HostString", "Host", "Value"),
        new ApiRow(NamesHost, "System.Net.HttpListenerRequest", "UserHostName"),
        new ApiRow(NamesUrl, "System.Uri", "AbsoluteUri", "OriginalString", "ToString"),
        new ApiRow(HoldsHeaders, "Microsoft.AspNetCore.Http.HttpRequest", "Headers"),
        new ApiRow(HoldsHeaders, "System.Net.HttpListenerRequest", "Headers"),
        new ApiRow(AsksForOrigin, "Microsoft.AspNetCore.Cors.Infrastructure.CorsPolicyBuilder", "SetIsOriginAllowed"),
        new ApiRow(AsksForOrigin, "Microsoft.AspNetCore.Cors.Infrastructure.CorsPolicy", "IsOriginAllowed"));

    private static readonly string[] GrantWords =
        ["allow", "trust", "valid", "safe", "permit", "whitelist", "accept", "verif", "authoriz", "legit", "sameorigin", "samesite", "internal", "approved", "ours", "isownhost", "isowndomain", "isownorigin", "isownurl", "isownsite", "firstparty"];

    private static readonly string[] TurnedWords = ["invalid", "unsafe", "untrust", "disallow", "notallow", "notvalid", "nottrust", "unauthoriz", "unverif"];

    private static readonly string[] RefusalWords = ["forbid", "unauthorized", "badrequest", "deny", "denied", "reject", "refuse", "abort", "notallowed"];

    private static readonly string[] Secrets = ["Authorization", "Cookie", "Credentials", "X-Api-Key", "ApiKey", "X-Auth-Token", "Private-Token"];

    /// <summary>Whether a function of this name says which hosts may: <c>IsAllowedHost</c>, <c>IsTrusted</c>, <c>ValidateRedirect</c>; not <c>IsInvalid</c>.</summary>
    public static bool Grants(string name) => Has(name, GrantWords) && !Has(name, TurnedWords);

    /// <summary>Whether a call of this name turns a request away.</summary>
    public static bool Refuses(string name) => Has(name, RefusalWords);

    /// <summary>Whether a header or property of this name is for those alone who may have it.</summary>
    public static bool IsSecret(string name) => Secrets.Any(secret => string.Equals(secret, name, StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether a header of this name holds a host, or a URL, that the peer chose.</summary>
    public static bool IsHeaderOfHost(string header) => header.ToUpperInvariant() is "HOST" or "X-FORWARDED-HOST";

    /// <summary>Whether a header of this name holds a URL that the peer chose.</summary>
    public static bool IsHeaderOfUrl(string header) => header.ToUpperInvariant() is "ORIGIN" or "REFERER";

    /// <summary>A name of two parts or more, or of this machine: <c>example.com</c>, <c>.example.com</c>, <c>localhost</c>.</summary>
    public static bool IsDomain(string text)
    {
        var labels = text.Trim('.').Split(':')[0].Split('.');
        return (labels.Length > 1 || string.Equals(labels[0], "localhost", StringComparison.OrdinalIgnoreCase))
            && labels.All(label => label.Length > 0 && label.All(letter => char.IsLetterOrDigit(letter) || letter is '-' or '_'));
    }

    private static bool Has(string name, string[] words) => Array.Exists(words, word => name.IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0);
}

internal readonly partial struct Topics
{
    /// <summary>Gives the host of a URL or of a request as a text.</summary>
    public static readonly Topics NamesHost = New();

    /// <summary>Gives a whole URL as a text.</summary>
    public static readonly Topics NamesUrl = New();

    /// <summary>Holds the headers of a request, as its sender wrote them.</summary>
    public static readonly Topics HoldsHeaders = New();

    /// <summary>Is given the function that says which sites may call this one.</summary>
    public static readonly Topics AsksForOrigin = New();
}
