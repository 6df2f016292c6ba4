using System.Threading.Tasks;
using NetworkingAnalyzers.Rules.Trust;

namespace NetworkingAnalyzers.Tests.Rules.Trust;

public sealed class HostAllowedBySubstringTests
{
    private static string Method(string statements) => $$"""
        using System;
        using System.Collections.Generic;
        using System.Linq;
        using System.Net;
        using System.Net.Http;
        using System.Net.Http.Headers;
        using Microsoft.AspNetCore.Cors.Infrastructure;
        using Microsoft.AspNetCore.Http;

        class C
        {
            private static readonly string[] Domains = { "example.com", "example.org" };
            private static readonly string[] Suffixes = { ".example.com", ".example.org" };

            bool IsAllowedHost(Uri uri, string url, HttpRequest request, HttpListenerRequest listened, UriBuilder builder)
            {
                {{statements}}
            }
        }
        """;

    private static string Void(string statements) => $$"""
        using System;
        using System.Net;
        using System.Net.Http;
        using System.Net.Http.Headers;
        using Microsoft.AspNetCore.Cors.Infrastructure;
        using Microsoft.AspNetCore.Http;

        class C
        {
            void M(Uri uri, HttpRequestMessage message, HttpContext context, CorsPolicyBuilder cors, HttpClientHandler handler, string token, Uri own)
            {
                {{statements}}
            }

            void Log(string text) { }

            object Forbid() => this;
        }
        """;

    [Theory]
    [InlineData("""return uri.Host.[|EndsWith|]("example.com");""")]
    [InlineData("""return uri.Host.[|EndsWith|]("example.com", StringComparison.OrdinalIgnoreCase);""")]
    [InlineData("""return uri.Host.ToLowerInvariant().[|EndsWith|]("example.com");""")]
    [InlineData("""return uri.DnsSafeHost.[|Contains|]("example.com");""")]
    [InlineData("""return uri.IdnHost.[|Contains|](".example.com");""")]
    [InlineData("""return uri.Authority.[|StartsWith|]("example.com");""")]
    [InlineData("""return uri.Host.[|IndexOf|]("example.com", StringComparison.Ordinal) >= 0;""")]
    [InlineData("""return uri.Host.[|IndexOf|]("example.com") != -1;""")]
    [InlineData("""return uri.Host.[|IndexOf|]("example.com") > -1;""")]
    [InlineData("""return uri.Host.[|IndexOf|]("example.com") == 0;""")]
    [InlineData("""return !(uri.Host.[|IndexOf|]("example.com") < 0);""")]
    [InlineData("""return !(uri.Host.[|IndexOf|]("example.com") == -1);""")]
    [InlineData("""return uri.AbsoluteUri.[|StartsWith|]("https://example.com");""")]
    [InlineData("""return uri.ToString().[|StartsWith|]("https://example.com:8443");""")]
    [InlineData("""return uri.OriginalString.[|Contains|]("example.com");""")]
    [InlineData("""return uri.Host == "example.com" || uri.Host.[|EndsWith|]("example.com");""")]
    [InlineData("""return uri.Scheme == "https" && uri.Host.[|EndsWith|]("example.com");""")]
    [InlineData("""var host = uri.Host; return host.[|EndsWith|]("example.com");""")]
    [InlineData("""var host = new Uri(url).Host.ToLower(); var ok = host.[|EndsWith|]("example.com"); return ok;""")]
    [InlineData("""return builder.Host.[|EndsWith|]("example.com");""")]
    [InlineData("""return request.Host.Host.[|EndsWith|]("example.com");""")]
    [InlineData("""return request.Host.Value!.[|StartsWith|]("localhost");""")]
    [InlineData("""return request.Host.ToString().[|Contains|]("localhost");""")]
    [InlineData("""return listened.UserHostName.[|StartsWith|]("api.example.com");""")]
    [InlineData("""return request.Headers["Origin"].ToString().[|EndsWith|]("example.com");""")]
    [InlineData("""return request.Headers.Referer.ToString().[|Contains|]("example.com");""")]
    [InlineData("""return Domains.Any(domain => uri.Host.[|EndsWith|](domain));""")]
    [InlineData("""return Array.Exists(Domains, domain => uri.Host.[|EndsWith|](domain));""")]
    [InlineData("""foreach (var domain in Domains) { if (uri.Host.[|EndsWith|](domain)) { return true; } } return false;""")]
    [InlineData("""if (!uri.Host.[|EndsWith|]("example.com")) { return false; } return uri.Port == 443;""")]
    [InlineData("""if (uri.Host.[|EndsWith|]("example.com")) return true; return false;""")]
    [InlineData("""return uri?.Host?.[|EndsWith|]("example.com") ?? false;""")]
    [InlineData("""return uri?.Host.[|EndsWith|]("example.com") == true;""")]
    [InlineData("""return uri.Host.[|Contains|](url);""")]
    [InlineData("""return url.Split(',').Any(domain => uri.Host.[|Contains|](domain));""")]
    public Task A_function_that_says_who_may(string statements) => Verify<HostAllowedBySubstring>.Reports(Method(statements));

    [Theory]
    [InlineData("""if (uri.Host.[|EndsWith|]("example.com")) { message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token); }""")]
    [InlineData("""if (message.RequestUri!.Host.[|Contains|]("example.com")) { message.Headers.Add("Cookie", token); }""")]
    [InlineData("""if (uri.Host.[|EndsWith|]("example.com")) { handler.Credentials = new NetworkCredential("user", token); }""")]
    [InlineData("""if (uri.Host.[|EndsWith|]("example.com")) context.Response.Redirect(uri.ToString());""")]
    [InlineData("""if (!uri.Host.[|EndsWith|]("example.com")) { throw new InvalidOperationException(); }""")]
    [InlineData("""if (!uri.Host.[|EndsWith|]("example.com")) { context.Response.StatusCode = 403; return; }""")]
    [InlineData("""if (!uri.Host.[|EndsWith|]("example.com")) { context.Response.StatusCode = StatusCodes.Status403Forbidden; return; }""")]
    [InlineData("""if (!uri.Host.[|EndsWith|]("example.com")) { Forbid(); }""")]
    [InlineData("""if (!uri.IsAbsoluteUri || !uri.Host.[|EndsWith|]("example.com")) { throw new InvalidOperationException(); }""")]
    [InlineData("""if (uri.Host.[|EndsWith|]("example.com")) { Log("ok"); } else { throw new InvalidOperationException(); }""")]
    [InlineData("""if (uri.Host.[|EndsWith|]("example.com")) { Log("ok"); return; } throw new InvalidOperationException();""")]
    [InlineData("""if (uri.Host.[|EndsWith|]("example.com") == false) { throw new InvalidOperationException(); }""")]
    [InlineData("""var text = uri.Host.[|EndsWith|]("example.com") ? uri.Host : throw new InvalidOperationException();""")]
    [InlineData("""cors.SetIsOriginAllowed(origin => new Uri(origin).Host.[|EndsWith|]("example.com"));""")]
    [InlineData("""cors.SetIsOriginAllowed(origin => origin.[|EndsWith|]("example.com"));""")]
    [InlineData("""cors.SetIsOriginAllowed(origin => origin.[|StartsWith|]("http://localhost"));""")]
    [InlineData("""cors.SetIsOriginAllowed(origin => { return origin.[|Contains|]("localhost"); });""")]
    [InlineData("""bool IsTrusted(Uri asked) => asked.Host.[|EndsWith|]("example.com"); Log(IsTrusted(uri).ToString());""")]
    [InlineData("""Func<Uri, bool> isTrusted = asked => asked.Host.[|EndsWith|]("example.com"); Log(isTrusted(uri).ToString());""")]
    [InlineData("""handler.ServerCertificateCustomValidationCallback = (sent, certificate, chain, errors) => sent.RequestUri!.Host.[|EndsWith|]("example.com");""")]
    public Task Something_is_granted(string statements) => Verify<HostAllowedBySubstring>.Reports(Void(statements));

    [Fact]
    public Task A_top_level_program() => Verify<HostAllowedBySubstring>.Reports("""
        using System;
        using System.Net.Http;

        var uri = new Uri(args[0]);
        if (!uri.Host.[|EndsWith|]("example.com"))
        {
            throw new InvalidOperationException("Only our own hosts.");
        }

        using var client = new HttpClient();
        Console.WriteLine(await client.GetStringAsync(uri));
        """, output: Microsoft.CodeAnalysis.OutputKind.ConsoleApplication);

    [Fact]
    public Task An_old_framework() => Verify<HostAllowedBySubstring>.Reports("""
        using System;
        using System.Net;

        class Redirects
        {
            public bool IsSafe(HttpWebResponse response)
            {
                return response.ResponseUri.Host.[|EndsWith|]("example.com");
            }
        }
        """, "net462");

    [Theory]
    [InlineData("""return uri.Host.EndsWith(".example.com");""")]
    [InlineData("""return uri.Host == "example.com" || uri.Host.EndsWith(".example.com", StringComparison.OrdinalIgnoreCase);""")]
    [InlineData("""return Suffixes.Any(suffix => uri.Host.EndsWith(suffix));""")]
    [InlineData("""foreach (var domain in Domains) { if (uri.Host == domain || uri.Host.EndsWith("." + domain)) { return true; } } return false;""")]
    [InlineData("""return uri.AbsoluteUri.StartsWith("https://example.com/");""")]
    [InlineData("""return request.Headers["Origin"].ToString().EndsWith("://example.com");""")]
    public Task A_part_that_only_its_owner_can_have_is_quiet(string statements) => Verify<HostAllowedBySubstring>.Quiet(Method(statements));

    [Theory]
    [InlineData("""return uri.AbsoluteUri.StartsWith("https://");""")]
    [InlineData("""return uri.Host.Contains(".");""")]
    [InlineData("""return uri.Host.StartsWith("[");""")]
    [InlineData("""return uri.Host.EndsWith("com");""")]
    [InlineData("""return uri.Host.StartsWith("www.");""")]
    [InlineData("""return uri.AbsoluteUri.Contains("?");""")]
    [InlineData("""return url.EndsWith(uri.Host);""")]
    public Task What_names_no_domain_is_quiet(string statements) => Verify<HostAllowedBySubstring>.Quiet(Method(statements));

    [Theory]
    [InlineData("""return uri.Host.EndsWith(url);""")]
    [InlineData("""return url.EndsWith("example.com");""")]
    [InlineData("""return request.Headers["X-Name"].ToString().EndsWith("example.com");""")]
    public Task What_nobody_can_see_is_quiet(string statements) => Verify<HostAllowedBySubstring>.Quiet(Method(statements));

    [Theory]
    [InlineData("""if (uri.Host.Contains("example.com")) { Log("ours"); }""")]
    [InlineData("""Log(uri.Host.EndsWith("example.com") ? "ours" : "theirs");""")]
    [InlineData("""var isVideo = uri.Host.Contains("video.example"); Log(isVideo.ToString());""")]
    public Task Where_nothing_is_granted_it_is_quiet(string statements) => Verify<HostAllowedBySubstring>.Quiet(Void(statements));

    [Theory]
    [InlineData("""if (uri.Host.Contains("evil.example")) { throw new InvalidOperationException(); }""")]
    [InlineData("""if (uri.Host.EndsWith("example.com")) { context.Response.StatusCode = 403; return; }""")]
    public Task A_list_of_those_that_may_not_is_quiet(string statements) => Verify<HostAllowedBySubstring>.Quiet(Void(statements));

    [Fact]
    public Task Another_test_of_the_host_beside_it_is_quiet() => Verify<HostAllowedBySubstring>.Quiet(Method("""return uri.Host.Contains("example.com") && Suffixes.Any(suffix => uri.Host.EndsWith(suffix));"""));

    [Fact]
    public Task A_test_is_quiet() => Verify<HostAllowedBySubstring>.Quiet("""
        using System;
        using System.Net.Http;

        class FactAttribute : Attribute { }

        class Tests
        {
            [Fact]
            public void Fails() { if (!new HttpClient().BaseAddress!.Host.EndsWith("example.com")) { throw new Exception(); } }
        }
        """);
}
