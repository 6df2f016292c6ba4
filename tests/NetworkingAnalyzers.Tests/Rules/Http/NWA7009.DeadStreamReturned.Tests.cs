using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using NetworkingAnalyzers.Rules.Http;

namespace NetworkingAnalyzers.Tests.Rules.Http;

public sealed class DeadStreamReturnedTests
{
    [Theory]
    [InlineData("using var response = await client.GetAsync(\"http://h/\"); return await response.Content.[|ReadAsStreamAsync|]();")]
    [InlineData("using (var response = await client.GetAsync(\"http://h/\", HttpCompletionOption.ResponseHeadersRead)) { response.EnsureSuccessStatusCode(); return await response.Content.[|ReadAsStreamAsync|]().ConfigureAwait(false); }")]
    [InlineData("using var response = await client.GetAsync(\"http://h/\"); var stream = await response.Content.[|ReadAsStreamAsync|](); return stream;")]
    [InlineData("Stream? stream = null; using (var response = await client.GetAsync(\"http://h/\")) { if (response.IsSuccessStatusCode) { stream = await response.Content.[|ReadAsStreamAsync|](); } } return stream!;")]
    [InlineData("using var response = await client.GetAsync(\"http://h/\"); var content = response.Content; return content.[|ReadAsStream|]();")]
    [InlineData("var response = await client.GetAsync(\"http://h/\"); using (response) { return response.IsSuccessStatusCode ? await response.Content.[|ReadAsStreamAsync|]() : Stream.Null; }")]
    [InlineData("HttpResponseMessage? response = null; try { response = await client.GetAsync(\"http://h/\"); return await response.Content.[|ReadAsStreamAsync|](); } finally { response?.Dispose(); }")]
    [InlineData("var response = await client.GetAsync(\"http://h/\"); var stream = await response.Content.[|ReadAsStreamAsync|](); response.Dispose(); return stream;")]
    [InlineData("using var response = await client.GetAsync(\"http://h/\"); return new BufferedStream(await response.Content.[|ReadAsStreamAsync|]());")]
    [InlineData("using var response = await client.GetAsync(\"http://h/\"); var packed = await response.Content.[|ReadAsStreamAsync|](); var stream = new System.IO.Compression.GZipStream(packed, System.IO.Compression.CompressionMode.Decompress); return stream;")]
    [InlineData("return await Task.Run(async () => { using var response = await client.GetAsync(\"http://h/\"); return await response.Content.[|ReadAsStreamAsync|](); });")]
    public Task The_stream_of_a_response_that_is_disposed_of_is_reported(string statements) => Verify<DeadStreamReturned>.Reports(Method("async Task<Stream>", statements));

    [Theory]
    [InlineData("Task<Stream>", "using var response = client.GetAsync(\"http://h/\").Result; return response.Content.[|ReadAsStreamAsync|]();")]
    [InlineData("Stream", "using var response = client.GetAsync(\"http://h/\").GetAwaiter().GetResult(); return response.Content.[|ReadAsStreamAsync|]().Result;")]
    [InlineData("async Task<HttpContent>", "using var response = await client.GetAsync(\"http://h/\"); return response.[|Content|];")]
    [InlineData("async Task<StreamReader>", "using var response = await client.GetAsync(\"http://h/\"); return new StreamReader(await response.Content.[|ReadAsStreamAsync|]());")]
    [InlineData("async Task<(Stream, long?)>", "using var response = await client.GetAsync(\"http://h/\"); var stream = await response.Content.[|ReadAsStreamAsync|](); return (stream, response.Content.Headers.ContentLength);")]
    [InlineData("async Task<Download>", "using var response = await client.GetAsync(\"http://h/\"); return new Download(await response.Content.[|ReadAsStreamAsync|](), \"a\");")]
    [InlineData("async Task<File>", "using var response = await client.GetAsync(\"http://h/\"); return new File { Body = await response.Content.[|ReadAsStreamAsync|]() };")]
    [InlineData("async Task<HttpResponseMessage>", "using var response = await client.GetAsync(\"http://h/\"); return new HttpResponseMessage { Content = new StreamContent(await response.Content.[|ReadAsStreamAsync|]()) };")]
    [InlineData("async Task<IAsyncEnumerable<int>>", "using var response = await client.GetAsync(\"http://h/\"); return System.Text.Json.JsonSerializer.DeserializeAsyncEnumerable<int>(await response.Content.[|ReadAsStreamAsync|]());")]
    [InlineData("async Task<IAsyncEnumerable<int>>", "using var response = await client.GetAsync(\"http://h/\"); return response.Content.[|ReadFromJsonAsAsyncEnumerable<int>|]();")]
    [InlineData("async Task<Microsoft.AspNetCore.Http.IResult>", "using var response = await client.GetAsync(\"http://h/\"); return Microsoft.AspNetCore.Http.Results.Stream(await response.Content.[|ReadAsStreamAsync|]());")]
    [InlineData("async Task<Microsoft.AspNetCore.Mvc.IActionResult>", "using var response = await client.GetAsync(\"http://h/\"); var stream = await response.Content.[|ReadAsStreamAsync|](); return new Microsoft.AspNetCore.Mvc.FileStreamResult(stream, \"a/b\");")]
    public Task What_keeps_it_to_be_read_later_is_reported(string returns, string statements) => Verify<DeadStreamReturned>.Reports(Method(returns, statements));

    [Fact]
    public Task The_file_of_a_controller_is_reported() => Verify<DeadStreamReturned>.Reports("""
        using System.Net.Http;
        using System.Threading.Tasks;
        using Microsoft.AspNetCore.Mvc;

        public class Pictures(HttpClient client) : ControllerBase
        {
            public async Task<IActionResult> Get(string address)
            {
                using var response = await client.GetAsync(address, HttpCompletionOption.ResponseHeadersRead);
                return File(await response.Content.[|ReadAsStreamAsync|](), "image/png");
            }
        }
        """);

    [Theory]
    [InlineData("net462")]
    [InlineData("netstandard2.0")]
    public Task The_stream_of_an_older_response_is_reported(string framework) => Verify<DeadStreamReturned>.Reports(
        """
        using System.IO;
        using System.Net;

        class C
        {
            Stream M(WebRequest request)
            {
                using (var response = (HttpWebResponse)request.GetResponse())
                {
                    return response.[|GetResponseStream|]();
                }
            }
        }
        """,
        framework);

    [Theory]
    [InlineData("async Task<Stream>", "var response = await client.GetAsync(\"http://h/\"); return await response.Content.ReadAsStreamAsync();")]
    [InlineData("async Task<Stream>", "using var own = new HttpClient(); var response = await own.GetAsync(\"http://h/\"); return await response.Content.ReadAsStreamAsync();")]
    [InlineData("async Task<Stream>", "using var own = new HttpClient(); return await own.GetStreamAsync(\"http://h/\");")]
    [InlineData("async Task<Stream>", "using var request = new HttpRequestMessage(); var response = await client.SendAsync(request); return await response.Content.ReadAsStreamAsync();")]
    public Task A_response_that_lives_on_is_quiet(string returns, string statements) => Verify<DeadStreamReturned>.Quiet(Method(returns, statements));

    [Theory]
    [InlineData("async Task<string>", "using var response = await client.GetAsync(\"http://h/\"); return await response.Content.ReadAsStringAsync();")]
    [InlineData("async Task<string>", "using var response = await client.GetAsync(\"http://h/\"); using var reader = new StreamReader(await response.Content.ReadAsStreamAsync()); return await reader.ReadToEndAsync();")]
    [InlineData("async Task<Stream>", "using var response = await client.GetAsync(\"http://h/\"); var memory = new MemoryStream(); await response.Content.CopyToAsync(memory); return memory;")]
    [InlineData("async Task<Stream>", "using var response = await client.GetAsync(\"http://h/\"); Stream stream = await response.Content.ReadAsStreamAsync(); var memory = new MemoryStream(); await stream.CopyToAsync(memory); stream = memory; return stream;")]
    [InlineData("async Task<int>", "using var response = await client.GetAsync(\"http://h/\"); return await System.Text.Json.JsonSerializer.DeserializeAsync<int>(await response.Content.ReadAsStreamAsync());")]
    [InlineData("async IAsyncEnumerable<Stream>", "using var response = await client.GetAsync(\"http://h/\"); yield return await response.Content.ReadAsStreamAsync();")]
    public Task A_body_that_is_read_before_is_quiet(string returns, string statements) => Verify<DeadStreamReturned>.Quiet(Method(returns, statements));

    [Theory]
    [InlineData("async Task<Stream>", "HttpResponseMessage? response = null; try { response = await client.GetAsync(\"http://h/\"); return await response.Content.ReadAsStreamAsync(); } catch { response?.Dispose(); throw; }")]
    [InlineData("async Task<Stream>", "var response = await client.GetAsync(\"http://h/\"); if (!response.IsSuccessStatusCode) { response.Dispose(); throw new IOException(); } return await response.Content.ReadAsStreamAsync();")]
    [InlineData("async Task<Stream>", "var isDone = false; var response = await client.GetAsync(\"http://h/\"); try { var stream = await response.Content.ReadAsStreamAsync(); isDone = true; return stream; } finally { if (!isDone) { response.Dispose(); } }")]
    public Task A_response_that_is_disposed_of_on_other_ways_is_quiet(string returns, string statements) => Verify<DeadStreamReturned>.Quiet(Method(returns, statements));

    [Theory]
    [InlineData("async Task<Stream>", "using var response = await client.GetAsync(\"http://h/\"); return Copied(await response.Content.ReadAsStreamAsync());")]
    [InlineData("async Task<File>", "using var response = await client.GetAsync(\"http://h/\"); return new File(await response.Content.ReadAsStreamAsync());")]
    [InlineData("async Task<Stream>", "using var response = await client.GetAsync(\"http://h/\"); Func<Task<Stream>> open = () => response.Content.ReadAsStreamAsync(); return Copied(await open());")]
    public Task Who_may_read_it_at_once_is_quiet(string returns, string statements) => Verify<DeadStreamReturned>.Quiet(Method(returns, statements));

    private static string Method(string returns, string statements) => $$"""
        using System;
        using System.Collections.Generic;
        using System.IO;
        using System.Net.Http;
        using System.Net.Http.Json;
        using System.Threading.Tasks;

        class C
        {
            static {{returns}} M(HttpClient client)
            {
                {{statements}}
            }

            static Stream Copied(Stream stream) => stream;
        }

        record Download(Stream Body, string Name);

        class File
        {
            public File() { }
            public File(Stream body) { }
            public Stream? Body { get; set; }
        }
        """;
}
