using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using NetworkingAnalyzers.Rules.Http;

namespace NetworkingAnalyzers.Tests.Rules.Http;

public sealed class StaleDnsTests
{
    [Theory]
    [InlineData("private static readonly HttpClient Client = [|new HttpClient()|];")]
    [InlineData("private static readonly HttpClient Client = [|new()|];")]
    [InlineData("private static readonly HttpClient Client = [|new HttpClient { Timeout = TimeSpan.FromSeconds(5) }|];")]
    [InlineData("private static readonly HttpClient Client = [|new HttpClient(new HttpClientHandler { UseProxy = false })|];")]
    [InlineData("private static readonly HttpClient Client = [|new HttpClient(new SocketsHttpHandler { UseCookies = false }, disposeHandler: false)|];")]
    [InlineData("public static HttpClient Client { get; } = [|new HttpClient()|];")]
    [InlineData("private static HttpClient? _client; static C() { _client = [|new HttpClient()|]; }")]
    [InlineData("private static HttpClient? _client; static HttpClient Client => _client ??= [|new HttpClient()|];")]
    [InlineData("private static readonly Lazy<HttpClient> Client = new Lazy<HttpClient>(() => [|new HttpClient()|]);")]
    [InlineData("private static readonly Lazy<HttpClient> Client = new(() => { return [|new HttpClient()|]; });")]
    public Task A_static_client_without_a_lifetime_is_reported(string member) => Verify<StaleDns>.Reports(Around(member));

    [Fact]
    public Task A_field_that_is_filled_in_several_places_is_told_of_once() => Verify<StaleDns>.Reports(Around(
        "private static HttpClient? _client; static C() { _client = [|new HttpClient()|]; } static void Renew() { _client = new HttpClient(); } static void Proxy() { _client = new HttpClient(new HttpClientHandler { UseProxy = true }); }"));

    [Theory]
    [InlineData("private static readonly HttpClient Client = new HttpClient(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(2) });")]
    [InlineData("private static readonly HttpClient Client = new(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(2), UseCookies = false });")]
    public Task One_whose_connections_end_is_quiet(string member) => Verify<StaleDns>.Quiet(Around(member));

    [Theory]
    [InlineData("private static readonly HttpClient Client = new HttpClient(Handlers.Make()); static class Handlers { public static HttpMessageHandler Make() => new HttpClientHandler(); }")]
    [InlineData("class Own : DelegatingHandler { } private static readonly HttpClient Client = new HttpClient(new Own());")]
    public Task Of_a_handler_from_elsewhere_nothing_is_known(string member) => Verify<StaleDns>.Quiet(Around(member));

    [Theory]
    [InlineData("private readonly HttpClient _client = new HttpClient();")]
    [InlineData("async Task M() { using var client = new HttpClient(); await client.GetStringAsync(\"http://h/\"); }")]
    public Task A_client_that_may_be_short_lived_is_quiet(string member) => Verify<StaleDns>.Quiet(Around(member));

    [Fact]
    public Task A_client_of_this_machine_is_quiet() =>
        Verify<StaleDns>.Quiet(Around("private static readonly HttpClient Client = new HttpClient { BaseAddress = new Uri(\"http://localhost:5000/\") };"));

    [Theory]
    [InlineData("return Client.GetStringAsync($\"http://localhost:{port}/metrics\");")]
    [InlineData("Client.GetAsync(new Uri(\"http://127.0.0.1/\")); return Client.GetStringAsync(\"http://localhost/\");")]
    public Task A_client_that_asks_this_machine_alone_is_quiet(string statements) =>
        Verify<StaleDns>.Quiet(Around("private static readonly HttpClient Client = new HttpClient(); Task<string> M(int port, string url) { " + statements + " }"));

    [Theory]
    [InlineData("return Client.GetStringAsync($\"http://example.com:{port}/metrics\");")]
    [InlineData("Client.GetAsync(\"http://localhost/\"); return Client.GetStringAsync(url);")]
    public Task A_client_that_asks_others_too_is_reported(string statements) =>
        Verify<StaleDns>.Reports(Around("private static readonly HttpClient Client = [|new HttpClient()|]; Task<string> M(int port, string url) { " + statements + " }"));

    [Fact]
    public Task A_console_program_that_hosts_nothing_ends_some_time() => Verify<StaleDns>.Quiet(
        Around("private static readonly HttpClient Client = new HttpClient(); static void Main() { }"), output: OutputKind.ConsoleApplication);

    [Fact]
    public Task A_console_program_that_hosts_a_service_is_reported() => Verify<StaleDns>.Reports(
        Around("private static readonly HttpClient Client = [|new HttpClient()|]; static void Main() => Microsoft.AspNetCore.Builder.WebApplication.Create().Run();"), output: OutputKind.ConsoleApplication);

    [Fact]
    public Task Where_no_handler_can_limit_the_life_of_connections_it_is_quiet() => Verify<StaleDns>.Quiet(
        "using System.Net.Http;\n\nclass C\n{\n    private static readonly HttpClient Client = new HttpClient();\n}\n", framework: "netstandard2.0");

    [Fact]
    public Task The_fix_gives_a_handler_with_a_lifetime() => Verify<StaleDns, StaleDnsFix>.Fixes(
        """
        using System;
        using System.Net.Http;

        class C
        {
            // One for the process.
            private static readonly HttpClient A = [|new HttpClient()|]; // shared
            private static readonly HttpClient B = [|new HttpClient { Timeout = TimeSpan.FromSeconds(5) }|];
            private static readonly HttpClient D = [|new()|];
            private static readonly HttpClient E = [|new HttpClient(new HttpClientHandler())|];
        }
        """,
        """
        using System;
        using System.Net.Http;

        class C
        {
            // One for the process.
            private static readonly HttpClient A = new HttpClient(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(2) }); // shared
            private static readonly HttpClient B = new HttpClient(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(2) }) { Timeout = TimeSpan.FromSeconds(5) };
            private static readonly HttpClient D = new(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(2) });
            private static readonly HttpClient E = new HttpClient(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(2) });
        }
        """);

    [Fact]
    public Task Nothing_is_offered_for_a_handler_with_settings_of_its_own() => Verify<StaleDns, StaleDnsFix>.OffersNothing(
        Around("private static readonly HttpClient Client = [|new HttpClient(new HttpClientHandler { UseProxy = false })|];"));

    private static string Around(string member) => "using System;\nusing System.Net.Http;\nusing System.Threading.Tasks;\n\nclass C\n{\n    " + member + "\n}\n";
}
