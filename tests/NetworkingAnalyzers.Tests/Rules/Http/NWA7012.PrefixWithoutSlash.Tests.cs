using System.Threading.Tasks;
using NetworkingAnalyzers.Rules.Http;

namespace NetworkingAnalyzers.Tests.Rules.Http;

public sealed class PrefixWithoutSlashTests
{
    private static string Method(string statements) => $$"""
        using System.Net;

        class C
        {
            private const string Prefix = "http://localhost:8080";

            void M(HttpListener listener, string path, int port)
            {
                {{statements}}
            }
        }
        """;

    [Theory]
    [InlineData("listener.Prefixes.Add([|\"http://localhost:8080\"|]);", "listener.Prefixes.Add(\"http://localhost:8080/\");")]
    [InlineData("listener.Prefixes.Add([|@\"http://+:80/api\"|]);", "listener.Prefixes.Add(@\"http://+:80/api/\");")]
    [InlineData("listener.Prefixes.Add([|Prefix|]);", "listener.Prefixes.Add(Prefix + \"/\");")]
    [InlineData("listener.Prefixes.Add([|$\"http://localhost:{port}\"|]);", "listener.Prefixes.Add($\"http://localhost:{port}/\");")]
    [InlineData("listener.Prefixes.Add([|$\"http://localhost:{port}/api\"|]);", "listener.Prefixes.Add($\"http://localhost:{port}/api/\");")]
    [InlineData("listener.Prefixes.Add([|\"http://localhost:\" + port|]);", "listener.Prefixes.Add(\"http://localhost:\" + port + \"/\");")]
    [InlineData("var prefix = \"http://localhost:\" + port; listener.Prefixes.Add([|prefix|]);", "var prefix = \"http://localhost:\" + port; listener.Prefixes.Add(prefix + \"/\");")]
    [InlineData("listener.Prefixes.Add(/* all */ [|\"http://*:80\"|] /* hosts */);", "listener.Prefixes.Add(/* all */ \"http://*:80/\" /* hosts */);")]
    public Task A_prefix_that_ends_without_a_slash_gets_one(string before, string after) => Verify<PrefixWithoutSlash, PrefixWithoutSlashFix>.Fixes(Method(before), Method(after));

    [Theory]
    [InlineData("listener.Prefixes.Add(\"http://localhost:8080/\");")]
    [InlineData("listener.Prefixes.Add($\"http://localhost:{port}/\");")]
    [InlineData("listener.Prefixes.Add(\"http://localhost:\" + port + \"/\");")]
    public Task A_prefix_with_its_slash_is_quiet(string statement) => Verify<PrefixWithoutSlash, PrefixWithoutSlashFix>.Quiet(Method(statement));

    [Theory]
    [InlineData("listener.Prefixes.Add(path);")]
    [InlineData("listener.Prefixes.Add($\"http://localhost{path}\");")]
    [InlineData("listener.Prefixes.Add(\"http://localhost\" + path);")]
    [InlineData("new System.Collections.Generic.List<string>().Add(\"http://localhost:8080\");")]
    [InlineData("var prefix = \"http://localhost:\" + port; if (port > 1) { prefix += path; } listener.Prefixes.Add(prefix);")]
    public Task What_cannot_be_seen_and_other_collections_are_quiet(string statement) => Verify<PrefixWithoutSlash, PrefixWithoutSlashFix>.Quiet(Method(statement));
}
