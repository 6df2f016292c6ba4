using System.Threading.Tasks;
using NetworkingAnalyzers.Rules.Http;

namespace NetworkingAnalyzers.Tests.Rules.Http;

public sealed class ChangedAfterFirstRequestTests
{
    [Theory]
    [InlineData("public async Task<string> Ask(Uri address, TimeSpan limit) { _client.[|Timeout|] = limit; return await _client.GetStringAsync(address); }")]
    [InlineData("public Task<HttpResponseMessage> Ask(HttpRequestMessage request) { try { this._client.[|Timeout|] = Timeout.InfiniteTimeSpan; return _client.SendAsync(request); } finally { Console.WriteLine(); } }")]
    [InlineData("public async Task Ask() { Own.[|BaseAddress|] = new Uri(\"http://h/\"); await Own.GetAsync(\"a\"); }")]
    [InlineData("public async Task Connect() { Shared.[|BaseAddress|] = new Uri(\"http://h/\"); await Shared.GetAsync(\"a\"); }")]
    [InlineData("public async Task Ask(Uri address) { Shared.[|MaxResponseContentBufferSize|] = 1000; if (address.IsFile) return; await Shared.GetAsync(address); }")]
    public Task A_setting_before_each_request_of_a_kept_client_is_reported(string member) => Verify<ChangedAfterFirstRequest>.Reports(Around(member));

    [Theory]
    [InlineData("public Task Use(Uri address) { var answer = Shared.GetAsync(address); Shared.[|Timeout|] = TimeSpan.FromSeconds(5); return answer; }")]
    [InlineData("public async Task Use(Uri address) { var client = new HttpClient(); if (address.IsFile) await client.GetAsync(address); client.[|BaseAddress|] = address; }")]
    [InlineData("public async Task InitializeAsync() { await _client.GetAsync(\"http://h/\"); _client.[|MaxResponseContentBufferSize|] = 1000; }")]
    public Task A_setting_behind_a_request_of_the_same_function_is_reported(string member) => Verify<ChangedAfterFirstRequest>.Reports(Around(member));

    [Theory]
    [InlineData("public async Task Use(Uri address) { var client = new HttpClient(); await client.GetAsync(address); client = new HttpClient(); client.Timeout = TimeSpan.FromSeconds(5); }")]
    [InlineData("public async Task Use(Uri address) { var client = new HttpClient(); if (address.IsFile) { await client.GetAsync(address); return; } client.Timeout = TimeSpan.FromSeconds(5); }")]
    [InlineData("public async Task Use(Uri address) { foreach (var limit in new[] { 1, 2 }) { using var client = new HttpClient(); client.Timeout = TimeSpan.FromSeconds(limit); await client.GetAsync(address); } }")]
    [InlineData("public async Task Use(Uri address) { await Shared.GetAsync(address); _client.Timeout = TimeSpan.FromSeconds(5); }")]
    public Task A_setting_that_no_request_of_the_same_client_comes_before_is_quiet(string member) => Verify<ChangedAfterFirstRequest>.Quiet(Around(member));

    [Theory]
    [InlineData("public C() { _client.Timeout = TimeSpan.FromSeconds(5); _client.GetStringAsync(\"http://h/\"); }")]
    [InlineData("public Task Use(Uri address) { Shared.Timeout = TimeSpan.FromSeconds(5); return Task.CompletedTask; }")]
    [InlineData("public async Task InitializeAsync() { _client.BaseAddress = new Uri(\"http://h/\"); await _client.GetAsync(\"a\"); }")]
    public Task Where_the_client_is_made_or_set_up_it_is_quiet(string member) => Verify<ChangedAfterFirstRequest>.Quiet(Around(member));

    [Theory]
    [InlineData("public async Task Ask() { var client = new HttpClient(); client.Timeout = TimeSpan.FromSeconds(5); await client.GetAsync(\"http://h/\"); }")]
    [InlineData("public async Task Ask() { _made = new HttpClient(); _made.Timeout = TimeSpan.FromSeconds(5); await _made.GetAsync(\"http://h/\"); }")]
    [InlineData("public async Task Ask() { Fresh.Timeout = TimeSpan.FromSeconds(5); await Fresh.GetAsync(\"http://h/\"); } HttpClient Fresh => new HttpClient();")]
    [InlineData("public async Task Ask(HttpClient client) { client.Timeout = TimeSpan.FromSeconds(5); await client.GetAsync(\"http://h/\"); }")]
    public Task A_client_made_for_the_request_or_given_by_the_caller_is_quiet(string member) => Verify<ChangedAfterFirstRequest>.Quiet(Around(member));

    [Theory]
    [InlineData("public async Task Ask() { if (_client.BaseAddress == null) { _client.BaseAddress = new Uri(\"http://h/\"); } await _client.GetAsync(\"a\"); }")]
    [InlineData("private bool _isSet; public async Task Ask() { if (!_isSet) { _isSet = true; _client.Timeout = TimeSpan.FromSeconds(5); } await _client.GetAsync(\"http://h/\"); }")]
    [InlineData("static async Task Main() { Shared.BaseAddress = new Uri(\"http://h/\"); await Shared.GetAsync(\"a\"); }")]
    public Task What_is_done_once_is_quiet(string member) => Verify<ChangedAfterFirstRequest>.Quiet(Around(member));

    private static string Around(string member) => $$"""
        using System;
        using System.Net.Http;
        using System.Threading;
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
