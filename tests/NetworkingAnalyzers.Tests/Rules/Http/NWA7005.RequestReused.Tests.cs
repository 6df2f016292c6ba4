using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using NetworkingAnalyzers.Rules.Http;

namespace NetworkingAnalyzers.Tests.Rules.Http;

public sealed class RequestReusedTests
{
    [Theory]
    [InlineData("while (true) { try { return await client.[|SendAsync|](request); } catch (HttpRequestException) { await Task.Delay(1); } }")]
    [InlineData("for (var i = 0; i < 3; i++) { var response = await client.[|SendAsync|](request, token); if (response.IsSuccessStatusCode) return response; } return null!;")]
    [InlineData("HttpResponseMessage response; do { response = await client.[|SendAsync|](request).ConfigureAwait(false); } while ((int)response.StatusCode == 429); return response;")]
    [InlineData("HttpResponseMessage? response = null; while (response is null) { try { response = client.[|Send|](request); } catch (HttpRequestException) { } } return response;")]
    [InlineData("foreach (var wait in new[] { 1, 2, 4 }) { using var response = await client.[|SendAsync|](request); await Task.Delay(wait); } return null!;")]
    [InlineData("using var own = new HttpRequestMessage(HttpMethod.Get, \"http://h/\"); for (;;) { try { return await client.[|SendAsync|](own); } catch (Exception) when (!token.IsCancellationRequested) { } }")]
    [InlineData("HttpRequestMessage own = new(); using (own) { for (var i = 0; ; i++) { try { return await client.[|SendAsync|](own, HttpCompletionOption.ResponseHeadersRead, token); } catch { if (i == 3) throw; } } }")]
    [InlineData("again: var response = await client.[|SendAsync|](request); if (!response.IsSuccessStatusCode) goto again; return response;")]
    public Task A_message_from_before_the_loop_is_reported(string statements) => Verify<RequestReused>.Reports(Method(statements));

    [Theory]
    [InlineData("var response = await client.SendAsync(request); if (response.IsSuccessStatusCode) return response; return await client.[|SendAsync|](request);")]
    [InlineData("try { return await client.SendAsync(request); } catch (HttpRequestException) { return await client.[|SendAsync|](request); }")]
    [InlineData("try { return client.Send(request); } catch (HttpRequestException) { } return client.[|Send|](request);")]
    [InlineData("var first = client.SendAsync(request); var second = client.[|SendAsync|](request); return await await Task.WhenAny(first, second);")]
    [InlineData("using (var own = new HttpRequestMessage()) { await client.SendAsync(own); own.Headers.Clear(); return await client.[|SendAsync|](own); }")]
    public Task A_second_send_behind_the_first_is_reported(string statements) => Verify<RequestReused>.Reports(Method(statements));

    [Theory]
    [InlineData("return await _retryPolicy.ExecuteAsync(() => client.[|SendAsync|](request));")]
    [InlineData("return await Policy.WaitAndRetryAsync(3).ExecuteAsync(async () => await client.[|SendAsync|](request));")]
    [InlineData("return await _pipeline.ExecuteAsync(() => client.[|SendAsync|](request, token));")]
    [InlineData("Func<Task<HttpResponseMessage>> attempt = () => client.[|SendAsync|](request); return await _retryPolicy.ExecuteAsync(attempt);")]
    [InlineData("Task<HttpResponseMessage> Attempt() => client.[|SendAsync|](request); return await _retryPolicy.ExecuteAsync(Attempt);")]
    [InlineData("return await MakeRetry().ExecuteAsync(() => client.[|SendAsync|](request));")]
    [InlineData("return await Thrice(() => client.[|SendAsync|](request));")]
    [InlineData("return await Thrice(async () => { var response = await client.[|SendAsync|](request); response.EnsureSuccessStatusCode(); return response; });")]
    public Task A_message_from_outside_of_what_is_retried_is_reported(string statements) => Verify<RequestReused>.Reports(Method(statements));

    [Theory]
    [InlineData("async Task<HttpResponseMessage> Attempt() { return await client.SendAsync(request); } try { return await Attempt(); } catch (HttpRequestException) { return await [|Attempt|](); }")]
    [InlineData("Func<Task<HttpResponseMessage>> attempt = () => client.SendAsync(request); while (true) { try { return await [|attempt|](); } catch (HttpRequestException) { } }")]
    [InlineData("for (var i = 0; i < 3; i++) { var response = await [|Pass|](request); if (response.IsSuccessStatusCode) return response; } return null!;")]
    [InlineData("var response = await client.SendAsync(request); if ((int)response.StatusCode == 429) { return await [|Ask|](client, request, token); } return response;")]
    public Task A_function_that_sends_it_counts_as_a_send(string statements) => Verify<RequestReused>.Reports(Method(statements));

    [Theory]
    [InlineData("for (var i = 0; i < 3; i++) { using var own = new HttpRequestMessage(HttpMethod.Post, \"http://h/\") { Content = [|content|] }; var response = await client.SendAsync(own); if (response.IsSuccessStatusCode) return response; } return null!;")]
    [InlineData("while (true) { using (var own = new HttpRequestMessage()) { own.Content = [|content|]; try { return await client.SendAsync(own); } catch (HttpRequestException) { } } }")]
    public Task Content_from_before_the_loop_in_a_request_that_the_round_disposes_of_is_reported(string statements) => Verify<RequestReused>.Reports(Method(statements));

    [Theory]
    [InlineData("net462", "[|content|]")]
    [InlineData("net10.0", "content")]
    [InlineData("netstandard2.0", "content")]
    public Task Content_that_is_posted_in_a_loop_is_reported_where_the_client_disposes_of_it(string framework, string content) =>
        Verify<RequestReused>.Reports(Method($"while (true) {{ try {{ return await client.PostAsync(\"http://h/\", {content}); }} catch (HttpRequestException) {{ }} }}"), framework);

    [Theory]
    [InlineData("net462")]
    [InlineData("netstandard2.0")]
    public Task Older_frameworks_refuse_it_too(string framework) =>
        Verify<RequestReused>.Reports(Method("while (true) { try { return await client.[|SendAsync|](request); } catch (HttpRequestException) { await Task.Delay(1); } }"), framework);

    [Fact]
    public Task A_program_without_a_class_is_seen() => Verify<RequestReused>.Reports(
        """
        using System.Net.Http;
        var client = new HttpClient();
        var request = new HttpRequestMessage(HttpMethod.Get, args[0]);
        while (true)
        {
            using var response = await client.[|SendAsync|](request);
        }
        """,
        output: OutputKind.ConsoleApplication);

    [Theory]
    [InlineData("while (true) { using var own = new HttpRequestMessage(); try { return await client.SendAsync(own); } catch (HttpRequestException) { } }")]
    [InlineData("while (true) { try { return await client.SendAsync(Copy(request)); } catch (HttpRequestException) { } }")]
    [InlineData("while (true) { try { return await client.SendAsync(request); } catch (HttpRequestException) { request = Copy(request); } }")]
    [InlineData("for (var i = 0; ; i++) { if (i > 0) { request = Copy(request); } try { return await client.SendAsync(request); } catch (HttpRequestException) { } }")]
    [InlineData("foreach (var own in new[] { request, Copy(request) }) { await client.SendAsync(own); } return null!;")]
    [InlineData("foreach (var own in new[] { request, Copy(request) }) { while (true) { await client.SendAsync(own); break; } } return null!;")]
    [InlineData("return await _retryPolicy.ExecuteAsync(() => client.SendAsync(new HttpRequestMessage()));")]
    [InlineData("return await _retryPolicy.ExecuteAsync(() => { var own = Copy(request); return client.SendAsync(own); });")]
    [InlineData("try { return await client.SendAsync(request); } catch (HttpRequestException) { request = Copy(request); return await client.SendAsync(request); }")]
    [InlineData("var second = Copy(request); await client.SendAsync(request); return await client.SendAsync(second);")]
    public Task A_message_for_each_attempt_is_quiet(string statements) => Verify<RequestReused>.Quiet(Method(statements));

    [Theory]
    [InlineData("while (true) { try { return await client.SendAsync(request); } catch (HttpRequestException) { return null!; } }")]
    [InlineData("while (!token.IsCancellationRequested) { var response = await client.SendAsync(request); return response; } return null!;")]
    [InlineData("foreach (var i in new[] { 1, 2 }) { if (i == 2) { await client.SendAsync(request); break; } } return null!;")]
    [InlineData("var isSent = false; while (!isSent) { await client.SendAsync(request); isSent = true; } return null!;")]
    [InlineData("for (var i = 0; i < 1; i++) { await client.SendAsync(request); } return null!;")]
    [InlineData("do { await client.SendAsync(request); } while (false); return null!;")]
    public Task A_loop_that_does_not_come_back_is_quiet(string statements) => Verify<RequestReused>.Quiet(Method(statements));

    [Theory]
    [InlineData("if (token.CanBeCanceled) { return await client.SendAsync(request, token); } return await client.SendAsync(request);")]
    [InlineData("if (token.CanBeCanceled) { await client.SendAsync(request); } if (!token.CanBeCanceled) { await client.SendAsync(request); } return null!;")]
    [InlineData("return token.CanBeCanceled ? await client.SendAsync(request, token) : await client.SendAsync(request);")]
    [InlineData("try { return await client.SendAsync(request); } catch (ObjectDisposedException) { return await new HttpClient().SendAsync(request); }")]
    public Task One_send_on_each_way_is_quiet(string statements) => Verify<RequestReused>.Quiet(Method(statements));

    [Theory]
    [InlineData("return await _timeoutPolicy.ExecuteAsync(() => client.SendAsync(request));")]
    [InlineData("return await _noRetryPolicy.ExecuteAsync(() => client.SendAsync(request));")]
    [InlineData("return await RetryNever(() => client.SendAsync(request));")]
    [InlineData("return await Task.Run(() => client.SendAsync(request));")]
    public Task A_function_that_nothing_says_is_repeated_is_quiet(string statements) => Verify<RequestReused>.Quiet(Method(statements));

    [Fact]
    public Task A_function_that_calls_itself_and_has_sent_nothing_is_quiet() =>
        Verify<RequestReused>.Quiet(Method("for (var i = 0; i < 3; i++) { if (token.CanBeCanceled) { await Ask(client, request, default); } } return await Ask(client, request, token);"));

    [Fact]
    public Task An_invoker_sends_a_message_as_often_as_it_likes() =>
        Verify<RequestReused>.Quiet(Method("var invoker = new HttpMessageInvoker(new HttpClientHandler()); while (true) { try { return await invoker.SendAsync(request, token); } catch (HttpRequestException) { } }"));

    [Fact]
    public Task A_handler_that_tries_again_is_quiet() => Verify<RequestReused>.Quiet("""
        using System.Net.Http;
        using System.Threading;
        using System.Threading.Tasks;

        class Retry : DelegatingHandler
        {
            protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken token)
            {
                while (true)
                {
                    try { return await base.SendAsync(request, token); } catch (HttpRequestException) { }
                }
            }
        }
        """);

    [Theory]
    [InlineData("while (true) { try { return await client.SendAsync(request); } catch (HttpRequestException) { request.ResetSendStatus(); } }")]
    [InlineData("while (true) { try { return await client.SendAsync(request); } catch (HttpRequestException) { Tricks.ResetSendStatus(request); } }")]
    public Task A_message_whose_mark_is_taken_away_is_quiet(string statements) => Verify<RequestReused>.Quiet(Method(statements));

    [Theory]
    [InlineData("while (true) { var own = new HttpRequestMessage() { Content = content }; try { return await client.SendAsync(own); } catch (HttpRequestException) { } }")]
    [InlineData("while (true) { using var own = new HttpRequestMessage() { Content = new StringContent(\"\") }; try { return await client.SendAsync(own); } catch (HttpRequestException) { } }")]
    [InlineData("using (var own = new HttpRequestMessage() { Content = content }) { return await client.SendAsync(own); }")]
    public Task Content_that_nobody_disposes_of_or_that_is_made_anew_is_quiet(string statements) => Verify<RequestReused>.Quiet(Method(statements));

    [Fact]
    public Task A_test_is_quiet() => Verify<RequestReused>.Quiet(
        Method("await client.SendAsync(request); return await client.SendAsync(request);").Replace("class C", "class FactAttribute : Attribute { } class C", System.StringComparison.Ordinal).Replace("public async", "[Fact] public async", System.StringComparison.Ordinal));

    private static string Method(string statements) => $$"""
        using System;
        using System.Net.Http;
        using System.Threading;
        using System.Threading.Tasks;

        class C
        {
            private readonly Policy _retryPolicy = new Policy(), _timeoutPolicy = new Policy(), _noRetryPolicy = new Policy();
            private readonly Policy _pipeline = new Builder().AddRetry().Build();
            private readonly HttpClient _own = new HttpClient();

            public async Task<HttpResponseMessage> Ask(HttpClient client, HttpRequestMessage request, CancellationToken token, HttpContent content = null!)
            {
                await Task.Yield();
                {{statements}}
            }

            Task<HttpResponseMessage> Pass(HttpRequestMessage message) => _own.SendAsync(message);

            static HttpRequestMessage Copy(HttpRequestMessage request) => new HttpRequestMessage(request.Method, request.RequestUri);

            static async Task<HttpResponseMessage> Thrice(Func<Task<HttpResponseMessage>> attempt)
            {
                for (var i = 0; ; i++)
                {
                    try { return await attempt(); } catch (HttpRequestException) when (i < 3) { }
                }
            }

            static Policy MakeRetry() => new Policy();

            static Task<HttpResponseMessage> RetryNever(Func<Task<HttpResponseMessage>> attempt) => attempt();
        }

        class Policy
        {
            public static extern Policy WaitAndRetryAsync(int times);
            public virtual Task<HttpResponseMessage> ExecuteAsync(Func<Task<HttpResponseMessage>> attempt) => throw new NotImplementedException();
        }

        class Builder
        {
            public Builder AddRetry() => this;
            public extern Policy Build();
        }

        static class Tricks
        {
            public static void ResetSendStatus(this HttpRequestMessage request) { }
        }
        """;
}
