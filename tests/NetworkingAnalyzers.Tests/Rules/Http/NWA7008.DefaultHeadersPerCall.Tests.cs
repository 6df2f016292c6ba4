using System.Threading.Tasks;
using NetworkingAnalyzers.Rules.Http;

namespace NetworkingAnalyzers.Tests.Rules.Http;

public sealed class DefaultHeadersPerCallTests
{
    [Theory]
    [InlineData("public async Task<string> Ask(string key) { _client.DefaultRequestHeaders.[|Add|](\"X-Key\", key); return await _client.GetStringAsync(\"http://h/\"); }")]
    [InlineData("public Task<string> Ask(string key) { this._client.DefaultRequestHeaders.[|TryAddWithoutValidation|](\"X-Key\", key); return _client.GetStringAsync(\"http://h/\"); }")]
    [InlineData("public async Task Ask() { Own.DefaultRequestHeaders.Accept.[|Add|](new MediaTypeWithQualityHeaderValue(\"a/b\")); await Own.GetAsync(\"http://h/\"); }")]
    [InlineData("public async Task Ask() { var headers = _client.DefaultRequestHeaders; headers.[|Add|](\"X\", \"1\"); headers.UserAgent.[|ParseAdd|](\"a/1\"); await _client.GetAsync(\"http://h/\"); }")]
    [InlineData("public static async Task Connect(string key) { try { Shared.DefaultRequestHeaders.[|Add|](\"Authorization\", key); await Shared.GetAsync(\"http://h/\"); } finally { Console.WriteLine(); } }")]
    public Task A_header_added_before_each_request_of_a_kept_client_is_reported(string member) => Verify<DefaultHeadersPerCall>.Reports(Around(member));

    [Theory]
    [InlineData("foreach (var key in keys) { client.DefaultRequestHeaders.[|Add|](\"X-Key\", key); await client.GetAsync(\"http://h/\"); }")]
    [InlineData("for (var i = 0; i < keys.Length; i++) { client.DefaultRequestHeaders.[|Add|](\"X-Key\", keys[i]); using var response = await client.SendAsync(new HttpRequestMessage()); }")]
    public Task A_header_added_in_each_round_of_a_loop_is_reported(string loop) =>
        Verify<DefaultHeadersPerCall>.Reports(Around($"async Task M(string[] keys) {{ using var client = new HttpClient(); {loop} }}"));

    [Fact]
    public Task The_parameter_of_a_primary_constructor_is_kept_too() => Verify<DefaultHeadersPerCall>.Reports(
        Around("}\n\nsealed class Prices(HttpClient http)\n{\n    public Task<string> Ask(string tenant) { http.DefaultRequestHeaders.[|Add|](\"X-Tenant\", tenant); return http.GetStringAsync(\"http://h/\"); }"));

    [Theory]
    [InlineData("net462")]
    [InlineData("netstandard2.0")]
    public Task On_older_frameworks_too(string framework) => Verify<DefaultHeadersPerCall>.Reports(
        Around("public async Task<string> Ask(string key) { _client.DefaultRequestHeaders.[|Add|](\"X-Key\", key); return await _client.GetStringAsync(\"http://h/\"); }"), framework);

    [Theory]
    [InlineData("public C() { _client.DefaultRequestHeaders.Add(\"X\", \"1\"); _client.GetStringAsync(\"http://h/\"); }")]
    [InlineData("public void AddKey(string key) { _client.DefaultRequestHeaders.Add(\"X\", key); }")]
    [InlineData("public async Task InitializeAsync() { _client.DefaultRequestHeaders.Add(\"X\", \"1\"); await _client.GetAsync(\"http://h/\"); }")]
    [InlineData("public async Task Login() { var token = await _client.GetStringAsync(\"http://h/\"); _client.DefaultRequestHeaders.Add(\"X\", token); }")]
    public Task Where_the_client_is_made_or_set_up_it_is_quiet(string member) => Verify<DefaultHeadersPerCall>.Quiet(Around(member));

    [Theory]
    [InlineData("public async Task Ask() { var client = new HttpClient(); client.DefaultRequestHeaders.Add(\"X\", \"1\"); await client.GetAsync(\"http://h/\"); }")]
    [InlineData("public async Task Ask() { _made = new HttpClient(); _made.DefaultRequestHeaders.Add(\"X\", \"1\"); await _made.GetAsync(\"http://h/\"); }")]
    [InlineData("public async Task Ask(HttpClient client) { client.DefaultRequestHeaders.Add(\"X\", \"1\"); await client.GetAsync(\"http://h/\"); }")]
    [InlineData("public async Task Ask(string[] keys) { foreach (var key in keys) { using var client = new HttpClient(); client.DefaultRequestHeaders.Add(\"X\", key); await client.GetAsync(\"http://h/\"); } }")]
    [InlineData("public async Task Ask(string[] keys) { using var client = new HttpClient(); foreach (var key in keys) { client.DefaultRequestHeaders.Add(key, \"1\"); } await client.GetAsync(\"http://h/\"); }")]
    public Task A_client_made_for_the_request_or_given_by_the_caller_is_quiet(string member) => Verify<DefaultHeadersPerCall>.Quiet(Around(member));

    [Theory]
    [InlineData("_client.DefaultRequestHeaders.Clear();")]
    [InlineData("_client.DefaultRequestHeaders.Remove(\"X\");")]
    [InlineData("ClearHeaders();")]
    public Task What_is_taken_away_before_is_quiet(string before) =>
        Verify<DefaultHeadersPerCall>.Quiet(Around($"public async Task Ask(string key) {{ {before} _client.DefaultRequestHeaders.Add(\"X\", key); await _client.GetAsync(\"http://h/\"); }} void ClearHeaders() {{ }}"));

    [Theory]
    [InlineData("public async Task Ask() { if (!_client.DefaultRequestHeaders.Contains(\"X\")) { _client.DefaultRequestHeaders.Add(\"X\", \"1\"); } await _client.GetAsync(\"http://h/\"); }")]
    [InlineData("static async Task Main() { Shared.DefaultRequestHeaders.Add(\"X\", \"1\"); await Shared.GetAsync(\"http://h/\"); }")]
    public Task What_is_done_once_is_quiet(string member) => Verify<DefaultHeadersPerCall>.Quiet(Around(member));

    [Theory]
    [InlineData("public async Task Ask(string key) { var request = new HttpRequestMessage(); request.Headers.Add(\"X\", key); await _client.SendAsync(request); }")]
    [InlineData("public async Task Ask(string key) { _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(\"Bearer\", key); await _client.GetAsync(\"http://h/\"); }")]
    public Task A_header_of_the_request_and_one_that_is_replaced_are_quiet(string member) => Verify<DefaultHeadersPerCall>.Quiet(Around(member));

    [Fact]
    public Task A_test_is_quiet() => Verify<DefaultHeadersPerCall>.Quiet(Around("class FactAttribute : Attribute { } [Fact] public async Task Ask() { _client.DefaultRequestHeaders.Add(\"X\", \"1\"); await _client.GetAsync(\"http://h/\"); }"));

    private static string Around(string member) => $$"""
        using System;
        using System.Net.Http;
        using System.Net.Http.Headers;
        using System.Threading.Tasks;

        class C
        {
            private static readonly HttpClient Shared = new HttpClient();
            private readonly HttpClient _client = new HttpClient();
            private HttpClient _made = new HttpClient();

            public HttpClient Own { get; } = new HttpClient();

            {{member}}
        }
        """;
}
