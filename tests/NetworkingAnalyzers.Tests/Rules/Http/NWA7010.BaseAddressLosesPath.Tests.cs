using System.Threading.Tasks;
using NetworkingAnalyzers.Rules.Http;

namespace NetworkingAnalyzers.Tests.Rules.Http;

public sealed class BaseAddressLosesPathTests
{
    [Theory]
    [InlineData("\"https://h/api\"", "\"https://h/api/\"", "client.GetAsync(\"users\")")]
    [InlineData("\"https://h/api/v1\"", "\"https://h/api/v1/\"", "client.GetStringAsync($\"users/{id}\")")]
    [InlineData("@\"https://h/api\"", "@\"https://h/api/\"", "client.PostAsync(\"users/\" + id, null)")]
    [InlineData("$\"https://{id}/api\"", "$\"https://{id}/api/\"", "client.GetAsync(new Uri(\"users\", UriKind.Relative))")]
    [InlineData("id + \"/api\"", "id + \"/api\" + \"/\"", "client.SendAsync(new HttpRequestMessage(HttpMethod.Get, \"users\"))")]
    [InlineData("Base", "Base + \"/\"", "client.GetAsync(\"users\")")]
    public Task A_base_without_its_last_slash_gets_one(string before, string after, string request) => Verify<BaseAddressLosesPath, BaseAddressLosesPathFix>.Fixes(
        Method($"using var client = new HttpClient {{ BaseAddress = new Uri([|{before}|]) }}; await {request};"),
        Method($"using var client = new HttpClient {{ BaseAddress = new Uri({after}) }}; await {request};"));

    [Theory]
    [InlineData("client.GetAsync([|\"/users\"|])", "client.GetAsync(\"users\")")]
    [InlineData("client.GetAsync([|$\"/users/{id}\"|])", "client.GetAsync($\"users/{id}\")")]
    [InlineData("client.GetAsync([|\"/users/\" + id|])", "client.GetAsync(\"users/\" + id)")]
    public Task A_request_from_the_root_loses_its_slash(string before, string after) => Verify<BaseAddressLosesPath, BaseAddressLosesPathFix>.Fixes(
        Method($"var client = new HttpClient(); client.BaseAddress = new Uri(\"https://h/api/\"); await {before};"),
        Method($"var client = new HttpClient(); client.BaseAddress = new Uri(\"https://h/api/\"); await {after};"));

    [Theory]
    [InlineData("var path = \"/users\"; await client.GetAsync([|path|]);")]
    [InlineData("await client.GetAsync([|new Uri(\"/users\", UriKind.Relative)|]);")]
    public Task What_stands_elsewhere_is_reported_and_left(string request) => Verify<BaseAddressLosesPath, BaseAddressLosesPathFix>.OffersNothing(
        Method($"var client = new HttpClient(); client.BaseAddress = new Uri(\"https://h/api/\"); {request}"));

    [Fact]
    public Task The_requests_of_a_field_are_seen() => Verify<BaseAddressLosesPath>.Reports("""
        using System;
        using System.Net.Http;
        using System.Threading.Tasks;

        class Api
        {
            private readonly HttpClient _client;

            public Api(HttpClient client)
            {
                _client = client;
                _client.BaseAddress = new Uri([|"https://h/api"|]);
            }

            public Task<string> Users(int page) => _client.GetStringAsync($"users?page={page}");
        }

        class Other
        {
            private readonly HttpClient _own = new() { BaseAddress = new Uri([|"https://h/api/v2"|]) };

            public Task<string> Users() => _own.GetStringAsync("users");
        }
        """);

    [Fact]
    public Task The_requests_of_a_typed_client_are_seen() => Verify<BaseAddressLosesPath>.Reports("""
        using System;
        using System.Net.Http;
        using System.Threading.Tasks;

        class Api(HttpClient client)
        {
            public Task<string> Users() => client.GetStringAsync("users");
        }

        class Services
        {
            public void AddHttpClient<T>(Action<HttpClient> configure) { }

            void M() => AddHttpClient<Api>(client => client.BaseAddress = new Uri([|"https://h/api"|]));
        }
        """);

    [Theory]
    [InlineData("net462")]
    [InlineData("netstandard2.0")]
    public Task On_older_frameworks_too(string framework) => Verify<BaseAddressLosesPath>.Reports(
        Method("var client = new HttpClient { BaseAddress = new Uri([|\"https://h/api\"|]) }; await client.GetAsync(\"users\");"), framework);

    [Theory]
    [InlineData("\"https://h/api/\"", "\"users\"")]
    [InlineData("\"https://h\"", "\"users\"")]
    [InlineData("\"https://h:8080/\"", "\"/users\"")]
    [InlineData("\"https://h\"", "\"/users\"")]
    [InlineData("\"https://h/api\"", "\"https://other/users\"")]
    [InlineData("\"https://h/api\"", "\"\"")]
    [InlineData("\"https://h/api\"", "\"?a=b\"")]
    [InlineData("\"https://h/api\"", "\"/api/users\"")]
    [InlineData("\"https://h/api/\"", "\"/api/users\"")]
    [InlineData("\"https://h/api\"", "\"api/users\"")]
    [InlineData("\"https://h/service.asmx\"", "\"other.asmx\"")]
    public Task A_path_that_is_kept_or_said_again_is_quiet(string address, string request) => Verify<BaseAddressLosesPath, BaseAddressLosesPathFix>.Quiet(
        Method($"var client = new HttpClient {{ BaseAddress = new Uri({address}) }}; await client.GetAsync({request});"));

    [Theory]
    [InlineData("var client = new HttpClient { BaseAddress = new Uri(\"https://h/graphql\") }; await client.PostAsync(\"\", null); await client.GetAsync(\"schema\");")]
    [InlineData("var client = new HttpClient { BaseAddress = new Uri(\"https://h/api/\") }; await client.GetAsync(\"users\"); await client.GetAsync(\"/health\");")]
    public Task Where_one_of_the_requests_wants_it_so_it_is_quiet(string statements) => Verify<BaseAddressLosesPath, BaseAddressLosesPathFix>.Quiet(Method(statements));

    [Theory]
    [InlineData("var client = new HttpClient { BaseAddress = new Uri(id) }; await client.GetAsync(\"users\");")]
    [InlineData("var client = new HttpClient { BaseAddress = new Uri($\"https://h/{id}\") }; await client.GetAsync(\"users\");")]
    [InlineData("var client = new HttpClient { BaseAddress = new Uri($\"{id}://localhost\") }; await client.GetAsync(\"users\");")]
    [InlineData("var client = new HttpClient { BaseAddress = new Uri(\"https://h/api\") }; await client.GetAsync(id);")]
    [InlineData("var client = new HttpClient { BaseAddress = new Uri(\"https://h/api\") }; await client.GetAsync(\"users\"); Use(client);")]
    [InlineData("var client = new HttpClient { BaseAddress = new Uri(\"https://h/api\") }; if (id == \"\") { client.BaseAddress = new Uri(\"https://h/api/\"); } await client.GetAsync(\"users\");")]
    public Task What_cannot_be_seen_is_quiet(string statements) => Verify<BaseAddressLosesPath, BaseAddressLosesPathFix>.Quiet(Method(statements));

    private static string Method(string statements) => $$"""
        using System;
        using System.Net.Http;
        using System.Threading.Tasks;

        class C
        {
            private const string Base = "https://h/api";

            private static string id = "";

            async Task M()
            {
                await Task.Yield();
                {{statements}}
            }

            void Use(HttpClient client) { }
        }
        """;
}
