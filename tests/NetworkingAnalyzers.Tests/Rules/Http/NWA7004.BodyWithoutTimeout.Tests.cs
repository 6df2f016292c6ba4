using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using NetworkingAnalyzers.Rules.Http;

namespace NetworkingAnalyzers.Tests.Rules.Http;

public sealed class BodyWithoutTimeoutTests
{
    private static string Method(string statements, string name = "DownloadAsync", string members = "") => $$"""
        using System;
        using System.Collections.Generic;
        using System.IO;
        using System.IO.Compression;
        using System.Net.Http;
        using System.Net.Http.Json;
        using System.Text.Json;
        using System.Threading;
        using System.Threading.Tasks;
        using System.Xml.Linq;

        class C
        {
            private readonly HttpClient _client = new() { Timeout = TimeSpan.FromSeconds(30) };

            {{members}}

            async Task {{name}}(string url, Stream file, byte[] buffer, HttpRequestMessage request, CancellationToken token)
            {
                {{statements}}
            }

            void Keep(Stream stream) { }
        }
        """;

    [Theory]
    [InlineData("using var response = await _client.GetAsync(url, HttpCompletionOption.ResponseHeadersRead); await response.Content.[|CopyToAsync|](file);")]
    [InlineData("using var response = await _client.GetAsync(url, HttpCompletionOption.ResponseHeadersRead, token); await response.Content.[|CopyToAsync|](file);")]
    [InlineData("using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, token).ConfigureAwait(false); await response.Content.[|CopyToAsync|](file).ConfigureAwait(false);")]
    [InlineData("using var response = await _client.GetAsync(url, HttpCompletionOption.ResponseHeadersRead); response.EnsureSuccessStatusCode(); var text = await response.Content.[|ReadAsStringAsync|]();")]
    [InlineData("using var response = (await _client.GetAsync(url, HttpCompletionOption.ResponseHeadersRead)).EnsureSuccessStatusCode(); var bytes = await response.Content.[|ReadAsByteArrayAsync|]();")]
    [InlineData("using var response = await _client.GetAsync(url, HttpCompletionOption.ResponseHeadersRead); var items = await response.Content.[|ReadFromJsonAsync<string[]>|]();")]
    [InlineData("using var response = await _client.GetAsync(url, HttpCompletionOption.ResponseHeadersRead); using var body = await response.Content.ReadAsStreamAsync(); await body.[|CopyToAsync|](file);")]
    [InlineData("using var response = await _client.GetAsync(url, HttpCompletionOption.ResponseHeadersRead); using (var body = await response.Content.ReadAsStreamAsync(token)) { int n; while ((n = await body.[|ReadAsync|](buffer, 0, buffer.Length)) > 0) { file.Write(buffer, 0, n); } }")]
    [InlineData("HttpResponseMessage response; response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead); var content = response.Content; await content.[|CopyToAsync|](file);")]
    [InlineData("using var response = await _client.GetAsync(url, HttpCompletionOption.ResponseHeadersRead); using var reader = new StreamReader(await response.Content.ReadAsStreamAsync()); var text = await reader.[|ReadToEndAsync|]();")]
    [InlineData("using var response = await _client.GetAsync(url, HttpCompletionOption.ResponseHeadersRead); var item = await JsonSerializer.[|DeserializeAsync<string>|](await response.Content.ReadAsStreamAsync());")]
    [InlineData("using var body = await _client.GetStreamAsync(url); await body.[|CopyToAsync|](file);")]
    [InlineData("using var body = await _client.GetStreamAsync(url, token); await body.[|CopyToAsync|](file);")]
    [InlineData("await using var body = await _client.GetStreamAsync(url); var n = await body.[|ReadAsync|](buffer);")]
    [InlineData("var item = await JsonSerializer.[|DeserializeAsync<string>|](await _client.GetStreamAsync(url));")]
    [InlineData("using var body = await _client.GetStreamAsync(url); using var plain = new GZipStream(body, CompressionMode.Decompress); await plain.[|CopyToAsync|](file);")]
    [InlineData("using var body = _client.GetStreamAsync(url).Result; body.[|CopyTo|](file);")]
    [InlineData("using var body = await _client.GetStreamAsync(url); var page = XDocument.[|Load|](body);")]
    [InlineData("using var response = await _client.GetAsync(url, HttpCompletionOption.ResponseHeadersRead); await response.Content.[|CopyToAsync|](file, CancellationToken.None);")]
    [InlineData("using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30)); using var response = await _client.GetAsync(url, HttpCompletionOption.ResponseHeadersRead, limit.Token); await response.Content.[|CopyToAsync|](file);")]
    [InlineData("async Task Inner() { using var body = await _client.GetStreamAsync(url); await body.[|CopyToAsync|](file); } await Inner();")]
    [InlineData("Func<Task> inner = async () => { using var body = await _client.GetStreamAsync(url); await body.[|CopyToAsync|](file); }; await inner();")]
    public Task A_body_that_is_read_without_an_end(string statements) => Verify<BodyWithoutTimeout>.Reports(Method(statements));

    [Fact]
    public Task An_old_framework() => Verify<BodyWithoutTimeout>.Reports("""
        using System.IO;
        using System.Net.Http;
        using System.Threading.Tasks;

        class Updates
        {
            private static readonly HttpClient Client = new HttpClient();

            public async Task DownloadAsync(string url, Stream file)
            {
                using (var response = await Client.GetAsync(url, HttpCompletionOption.ResponseHeadersRead))
                using (var body = await response.Content.ReadAsStreamAsync())
                {
                    await body.[|CopyToAsync|](file);
                }
            }
        }
        """, "net462");

    [Theory]
    [InlineData("using var response = await _client.GetAsync(url, HttpCompletionOption.ResponseHeadersRead, token); await response.Content.CopyToAsync(file, token);")]
    [InlineData("using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(5)); using var response = await _client.GetAsync(url, HttpCompletionOption.ResponseHeadersRead, limit.Token); await response.Content.CopyToAsync(file, limit.Token);")]
    [InlineData("using var body = await _client.GetStreamAsync(url); await body.CopyToAsync(file).WaitAsync(TimeSpan.FromMinutes(5));")]
    [InlineData("using var response = await _client.GetAsync(url, HttpCompletionOption.ResponseHeadersRead); using var given = token.Register(() => response.Dispose()); await response.Content.CopyToAsync(file);")]
    [InlineData("using var body = await _client.GetStreamAsync(url); var copy = body.CopyToAsync(file); await Task.WhenAny(copy, Task.Delay(300_000));")]
    public Task Something_that_ends_the_wait_is_quiet(string statements) => Verify<BodyWithoutTimeout>.Quiet(Method(statements));

    [Theory]
    [InlineData("using var response = await _client.GetAsync(url); await response.Content.CopyToAsync(file);")]
    [InlineData("using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseContentRead); await response.Content.CopyToAsync(file);")]
    [InlineData("var text = await _client.GetStringAsync(url);")]
    [InlineData("using var response = await _client.GetAsync(url, HttpCompletionOption.ResponseHeadersRead); Console.WriteLine(response.StatusCode);")]
    public Task What_the_timeout_of_the_client_covers_is_quiet(string statements) => Verify<BodyWithoutTimeout>.Quiet(Method(statements));

    [Theory]
    [InlineData("var body = await _client.GetStreamAsync(url); Keep(body);")]
    [InlineData("_kept = await _client.GetStreamAsync(url);", "DownloadAsync", "private Stream? _kept;")]
    [InlineData("using var response = await _client.GetAsync(url, HttpCompletionOption.ResponseHeadersRead); Keep(await response.Content.ReadAsStreamAsync()); await response.Content.CopyToAsync(file);")]
    public Task What_goes_out_of_sight_is_quiet(string statements, string name = "DownloadAsync", string members = "") => Verify<BodyWithoutTimeout>.Quiet(Method(statements, name, members));

    [Theory]
    [InlineData("using var reader = new StreamReader(await _client.GetStreamAsync(url)); while (await reader.ReadLineAsync() is { } line) { Console.WriteLine(line); }")]
    [InlineData("request.Headers.Add(\"Accept\", \"text/event-stream\"); using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead); var body = await response.Content.ReadAsStreamAsync(); var n = await body.ReadAsync(buffer);")]
    [InlineData("using var body = await _client.GetStreamAsync(url); var n = await body.ReadAsync(buffer);", "WatchAsync")]
    [InlineData("_client.Timeout = Timeout.InfiniteTimeSpan; using var body = await _client.GetStreamAsync(url); await body.CopyToAsync(file);")]
    public Task What_is_meant_to_have_no_end_is_quiet(string statements, string name = "DownloadAsync") => Verify<BodyWithoutTimeout>.Quiet(Method(statements, name));

    [Fact]
    public Task A_client_whose_connections_are_watched_is_quiet() => Verify<BodyWithoutTimeout>.Quiet(Method(
        "using var body = await _client.GetStreamAsync(url); await body.CopyToAsync(file);",
        members: "private static readonly SocketsHttpHandler Handler = new() { KeepAlivePingDelay = TimeSpan.FromSeconds(30) };"));

    [Fact]
    public Task A_tool_that_somebody_waits_for_is_quiet() => Verify<BodyWithoutTimeout>.Quiet("""
        using System.IO;
        using System.Net.Http;

        using var client = new HttpClient();
        using var body = await client.GetStreamAsync(args[0]);
        await body.CopyToAsync(File.Create(args[1]));
        """, output: OutputKind.ConsoleApplication);

    [Fact]
    public Task A_service_in_a_console_is_not() => Verify<BodyWithoutTimeout>.Reports("""
        using System.IO;
        using System.Net.Http;
        using Microsoft.AspNetCore.Builder;

        var app = WebApplication.CreateBuilder(args).Build();
        var client = new HttpClient();
        app.MapGet("/", async () =>
        {
            using var body = await client.GetStreamAsync("http://backend/");
            using var copy = new MemoryStream();
            await body.[|CopyToAsync|](copy);
            return copy.Length;
        });
        app.Run();
        """, output: OutputKind.ConsoleApplication);

    [Fact]
    public Task A_caller_that_does_not_wait_for_ever_is_quiet() => Verify<BodyWithoutTimeout>.Quiet("""
        using System;
        using System.IO;
        using System.Net.Http;
        using System.Threading.Tasks;

        class Downloads
        {
            public static async Task DownloadAsync(HttpClient client, string url, Stream file)
            {
                using var body = await client.GetStreamAsync(url);
                await body.CopyToAsync(file);
            }
        }

        class Updates
        {
            public Task UpdateAsync(HttpClient client, Stream file) => Downloads.DownloadAsync(client, "http://host/", file).WaitAsync(TimeSpan.FromMinutes(5));
        }
        """);
}
