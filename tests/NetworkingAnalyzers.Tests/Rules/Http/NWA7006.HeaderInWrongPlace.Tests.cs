using System;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using NetworkingAnalyzers.Knowledge;
using NetworkingAnalyzers.Rules.Http;

namespace NetworkingAnalyzers.Tests.Rules.Http;

public sealed class HeaderInWrongPlaceTests
{
    [Theory]
    [InlineData("client.DefaultRequestHeaders.Add([|\"Content-Type\"|], \"application/json\");")]
    [InlineData("client?.DefaultRequestHeaders?.Add([|\"content-length\"|], \"5\");")]
    [InlineData("request.Headers.Add([|Name|], new[] { \"application/json\" });")]
    [InlineData("var name = \"Expires\"; request.Headers.Add([|name|], \"0\");")]
    [InlineData("var headers = request.Headers; headers.Remove([|\"Content-Type\"|]);")]
    [InlineData("var own = new HttpRequestMessage { Headers = { { [|\"Content-Type\"|], \"text/plain\" }, { \"Accept\", \"*/*\" } } };")]
    [InlineData("if (!request.Headers.Contains([|\"Content-Encoding\"|])) { }")]
    [InlineData("response.Headers.Add([|\"Content-Disposition\"|], \"attachment\");")]
    public Task A_header_of_content_among_those_of_a_message_is_reported(string statement) => Verify<HeaderInWrongPlace, HeaderInWrongPlaceFix>.OffersNothing(Method(statement));

    [Theory]
    [InlineData("content.Headers.Add([|\"Authorization\"|], \"Basic a\");")]
    [InlineData("content.Headers.TryAddWithoutValidation([|\"User-Agent\"|], \"a\");")]
    [InlineData("new StringContent(\"\") { Headers = { { [|\"Accept\"|], \"*/*\" } } }.Dispose();")]
    public Task A_header_of_a_message_among_those_of_content_is_reported(string statement) => Verify<HeaderInWrongPlace, HeaderInWrongPlaceFix>.OffersNothing(Method(statement));

    [Theory]
    [InlineData("client.DefaultRequestHeaders.TryAddWithoutValidation([|\"Content-Type\"|], \"application/json\");")]
    [InlineData("var isAdded = request.Headers.TryAddWithoutValidation([|\"Content-Type\"|], \"application/json\");")]
    public Task What_returns_false_each_time_is_reported(string statement) => Verify<HeaderInWrongPlace, HeaderInWrongPlaceFix>.OffersNothing(Method(statement));

    [Theory]
    [InlineData("client.DefaultRequestHeaders.Add(\"Content-Type\", \"application/json\");", DiagnosticSeverity.Error)]
    [InlineData("client.DefaultRequestHeaders.TryAddWithoutValidation(\"Content-Type\", \"application/json\");", DiagnosticSeverity.Warning)]
    [InlineData("if (response.Headers.TryGetValues(\"Content-Length\", out var length)) { }", DiagnosticSeverity.Warning)]
    public async Task What_throws_is_an_error_and_what_returns_false_a_warning(string statement, DiagnosticSeverity severity)
    {
        var compilation = House.Stage.Compile([("Code.cs", Method(statement))], References.Net100);
        var byDefault = compilation.WithOptions(compilation.Options.WithSpecificDiagnosticOptions([]));
        Assert.Equal(severity, Assert.Single(await House.Stage.Diagnose(byDefault), diagnostic => diagnostic.Id == "NWA7006").Severity);
    }

    [Theory]
    [InlineData("var type = response.Headers.GetValues([|\"Content-Type\"|]);", "var type = response.Content.Headers.GetValues(\"Content-Type\");")]
    [InlineData("if (response.Headers.TryGetValues([|\"Content-Length\"|], out var length)) { }", "if (response.Content.Headers.TryGetValues(\"Content-Length\", out var length)) { }")]
    [InlineData("var has = response /* the answer */ .Headers // its own\n.Contains([|\"Last-Modified\"|]);", "var has = response.Content /* the answer */ .Headers // its own\n.Contains(\"Last-Modified\");")]
    public Task What_is_read_of_a_response_is_read_of_its_content(string before, string after) => Verify<HeaderInWrongPlace, HeaderInWrongPlaceFix>.Fixes(Method(before), Method(after));

    [Theory]
    [InlineData(
        "request.Content = content; request.Headers.Add([|\"Content-Type\"|], \"application/\" + \"json\"); // JSON",
        "request.Content = content; request.Content.Headers.ContentType = System.Net.Http.Headers.MediaTypeHeaderValue.Parse(\"application/\" + \"json\"); // JSON")]
    [InlineData(
        "using var own = new HttpRequestMessage(HttpMethod.Put, \"http://h/\") { Content = content }; own.Headers.Add([|\"Content-Encoding\"|], \"gzip\");",
        "using var own = new HttpRequestMessage(HttpMethod.Put, \"http://h/\") { Content = content }; own.Content.Headers.Add(\"Content-Encoding\", \"gzip\");")]
    [InlineData(
        "request.Content!.Headers.Add(\"Content-Language\", \"de\"); request.Content = content; request.Content.Headers.Add([|\"Authorization\"|], \"Basic a\");",
        "request.Content!.Headers.Add(\"Content-Language\", \"de\"); request.Content = content; request.Headers.Add(\"Authorization\", \"Basic a\");")]
    public Task What_is_added_to_a_request_goes_where_it_belongs(string before, string after) => Verify<HeaderInWrongPlace, HeaderInWrongPlaceFix>.Fixes(Method(before), Method(after));

    [Theory]
    [InlineData("request.Headers.Add([|\"Content-Type\"|], \"application/json\"); request.Content = content;")]
    [InlineData("request.Content = content; request.Headers.Add([|\"Content-Length\"|], \"5\");")]
    [InlineData("request.Content = content; request.Content = null; request.Headers.Add([|\"Content-Type\"|], \"application/json\");")]
    [InlineData("if (request.Method == HttpMethod.Get) { request.Content = content; } request.Headers.Add([|\"Content-Type\"|], \"application/json\");")]
    public Task Without_content_that_is_surely_there_nothing_is_offered(string statements) => Verify<HeaderInWrongPlace, HeaderInWrongPlaceFix>.OffersNothing(Method(statements));

    [Theory]
    [InlineData("net462")]
    [InlineData("netstandard2.0")]
    public Task Older_frameworks_refuse_it_too(string framework) => Verify<HeaderInWrongPlace, HeaderInWrongPlaceFix>.Fixes(
        Method("client.DefaultRequestHeaders.Add(\"Accept\", \"*/*\"); response.Headers.GetValues([|\"Content-Type\"|]);"),
        Method("client.DefaultRequestHeaders.Add(\"Accept\", \"*/*\"); response.Content.Headers.GetValues(\"Content-Type\");"),
        framework);

    [Fact]
    public Task The_names_of_ASP_NET_are_known() => Verify<HeaderInWrongPlace>.Reports(Method("request.Headers.Add([|Microsoft.Net.Http.Headers.HeaderNames.ContentType|], \"a/b\"); request.Headers.Add(Microsoft.Net.Http.Headers.HeaderNames.Accept, \"a/b\");"));

    [Theory]
    [InlineData("request.Headers.Add(\"Accept\", \"*/*\"); request.Headers.Add(\"X-Content-Type\", \"a\"); request.Headers.Add(\"Server\", \"a\");")]
    [InlineData("content.Headers.Add(\"Content-Language\", \"de\"); content.Headers.Remove(\"Content-Type\"); content.Headers.Add(\"Cookie\", \"a=b\"); content.Headers.Add(\"Origin\", \"a\");")]
    [InlineData("response.Headers.Add(\"Host\", \"a\"); response.Content.Headers.GetValues(\"Content-Type\");")]
    [InlineData("new System.Net.WebHeaderCollection().Add(\"Content-Type\", \"a/b\");")]
    public Task A_header_in_its_place_and_one_that_is_nobodys_are_quiet(string statements) => Verify<HeaderInWrongPlace, HeaderInWrongPlaceFix>.Quiet(Method(statements));

    [Theory]
    [InlineData("foreach (var (name, value) in new System.Collections.Generic.Dictionary<string, string>()) { request.Headers.Add(name, value); }")]
    [InlineData("var name = \"Accept\"; if (request.Content is null) { name = \"Content-Type\"; } request.Headers.Add(name, \"a/b\");")]
    public Task A_name_that_cannot_be_seen_is_quiet(string statements) => Verify<HeaderInWrongPlace, HeaderInWrongPlaceFix>.Quiet(Method(statements));

    [Theory]
    [InlineData("var has = response.Headers.TryGetValues(\"Content-Type\", out var type) || response.Content.Headers.TryGetValues(\"Content-Type\", out type);")]
    [InlineData("if (!request.Headers.TryAddWithoutValidation(\"Content-Type\", \"a/b\")) { content.Headers.TryAddWithoutValidation(\"Content-Type\", \"a/b\"); }")]
    public Task Who_asks_the_right_headers_too_is_quiet(string statements) => Verify<HeaderInWrongPlace, HeaderInWrongPlaceFix>.Quiet(Method(statements));

    [Fact]
    public Task A_test_that_expects_the_exception_is_quiet() => Verify<HeaderInWrongPlace, HeaderInWrongPlaceFix>.Quiet(Method("Assert.Throws(() => request.Headers.Add(\"Content-Type\", \"a/b\"));"));

    [Fact]
    public Task A_test_that_sees_that_a_header_is_not_there_is_quiet() => Verify<HeaderInWrongPlace, HeaderInWrongPlaceFix>.Quiet(
        Method("var has = response.Headers.TryGetValues(\"Content-Length\", out _);").Replace("class C", "class FactAttribute : Attribute { } class C", StringComparison.Ordinal).Replace("void M", "[Fact] void M", StringComparison.Ordinal));

    [Fact]
    public void A_name_belongs_to_one_place() => Assert.Empty(HeaderPlaces.OfContent.Intersect(HeaderPlaces.OfMessages));

    [Fact]
    public void The_lists_are_true_of_this_framework()
    {
        using var request = new System.Net.Http.HttpRequestMessage();
        using var content = new System.Net.Http.ByteArrayContent([]);
        Assert.All(HeaderPlaces.OfContent, name => Assert.Throws<System.InvalidOperationException>(() => request.Headers.Contains(name)));
        Assert.All(HeaderPlaces.OfMessages, name => Assert.Throws<System.InvalidOperationException>(() => content.Headers.Contains(name)));
        Assert.All(HeaderPlaces.OfMessages, name => Assert.False(request.Headers.Contains(name)));
        Assert.All(HeaderPlaces.OfContent.Remove("Content-Length"), name => Assert.False(content.Headers.Contains(name)));
    }

    private static string Method(string statements) => $$"""
        using System;
        using System.Net.Http;

        class C
        {
            private const string Name = "Content-Type";

            void M(HttpClient client, HttpRequestMessage request, HttpResponseMessage response, HttpContent content)
            {
                {{statements}}
            }
        }

        static class Assert
        {
            public static void Throws(Action action) { }
        }
        """;
}
