using System.Threading.Tasks;
using NetworkingAnalyzers.Rules.Http;

namespace NetworkingAnalyzers.Tests.Rules.Http;

public sealed class ListenerResponseLeftOpenTests
{
    private const string Loop = "void Run() { while (true) { var context = _listener.GetContext(); Handle(context); } }";

    [Theory]
    [InlineData("void Run() { while (true) { var context = _listener.GetContext(); var text = Answer(context.Request); context.[|Response|].ContentLength64 = text.Length; context.Response.OutputStream.Write(text, 0, text.Length); } }")]
    [InlineData("async Task Run() { while (_listener.IsListening) { var context = await _listener.GetContextAsync().ConfigureAwait(false); if (context.Request.Url == null) { context.[|Response|].StatusCode = 400; continue; } context.Response.Close(); } }")]
    [InlineData("void Done(IAsyncResult result) { var context = _listener.EndGetContext(result); _listener.BeginGetContext(Done, null); var response = context.[|Response|]; response.StatusCode = 204; }")]
    [InlineData("void Run() { while (true) { var context = _listener.GetContext(); try { var text = Answer(context.Request); context.[|Response|].OutputStream.Write(text, 0, text.Length); Note(context.Request); context.Response.Close(); } catch (Exception failure) { Console.WriteLine(failure); } } }")]
    [InlineData("void Run() { while (true) { var context = _listener.GetContext(); var response = context.[|Response|]; if (context.Request.HttpMethod == \"GET\") { using var output = response.OutputStream; output.WriteByte(1); } else { response.StatusCode = 405; } } }")]
    [InlineData("void Run() { while (true) { var context = _listener.GetContext(); try { Note(context.Request); context.[|Response|].Close(); } catch (Exception failure) { Console.WriteLine(failure); } } }")]
    [InlineData("async Task Run() { while (true) { try { var context = await _listener.GetContextAsync(); Note(context.Request); context.[|Response|].Close(); } catch (Exception failure) { Console.WriteLine(failure); } } }")]
    [InlineData("void Run() { while (true) { var context = _listener.GetContext(); if (context.Request.Url == null) { continue; } context.[|Response|].Close(); } }")]
    public Task A_way_on_which_the_response_stays_open_is_reported(string member) => Verify<ListenerResponseLeftOpen>.Reports(Around(member));

    [Theory]
    [InlineData("void Handle(HttpListenerContext context) { var text = Answer(context.Request); context.[|Response|].OutputStream.Write(text, 0, text.Length); }" + Loop)]
    [InlineData("void Run() { while (true) { var context = _listener.GetContext(); Task.Run(() => Handle(context)); } } void Handle(HttpListenerContext context) { switch (context.Request.HttpMethod) { case \"GET\": context.Response.Close(); break; default: context.[|Response|].StatusCode = 405; break; } }")]
    [InlineData("void Handle(HttpListenerContext context) { Write(context.[|Response|], \"a\"); } void Write(HttpListenerResponse response, string text) { response.ContentLength64 = text.Length; response.OutputStream.WriteByte(1); }" + Loop)]
    [InlineData("void Handle(HttpListenerContext context) { Route(context); } void Route(HttpListenerContext context) { if (context.Request.HttpMethod == \"GET\") { context.[|Response|].StatusCode = 200; return; } context.Response.Abort(); }" + Loop)]
    [InlineData("public void Handle(HttpListenerContext context) { switch (context.Request.HttpMethod) { case \"GET\": context.Response.Close(); break; default: context.[|Response|].StatusCode = 405; break; } }")]
    [InlineData("public void Handle(HttpListenerContext context) { try { Note(context.Request); context.Response.Close(); } catch (FormatException) { context.[|Response|].StatusCode = 400; } }")]
    public Task Also_in_the_method_that_the_context_is_given_to(string members) => Verify<ListenerResponseLeftOpen>.Reports(Around(members));

    [Theory]
    [InlineData("void Run() { while (true) { var context = _listener.GetContext(); try { Note(context.Request); context.Response.StatusCode = 204; } finally { context.Response.Close(); } } }")]
    [InlineData("void Run() { while (true) { var context = _listener.GetContext(); var text = Answer(context.Request); context.Response.Close(text, willBlock: false); } }")]
    [InlineData("void Run() { while (true) { var context = _listener.GetContext(); context.Response.ContentLength64 = 1; context.Response.OutputStream.WriteByte(1); context.Response.OutputStream.Close(); } }")]
    [InlineData("void Run() { while (true) { var context = _listener.GetContext(); context.Response.StatusCode = 200; using (var writer = new System.IO.StreamWriter(context.Response.OutputStream)) { writer.Write(\"a\"); } } }")]
    [InlineData("void Run() { while (true) { var context = _listener.GetContext(); using var response = context.Response; response.StatusCode = 204; } }")]
    [InlineData("void Run() { while (true) { var context = _listener.GetContext(); try { context.Response.StatusCode = 204; Note(context.Request); context.Response.Close(); } catch (Exception) { context.Response.Abort(); } } }")]
    public Task A_response_that_is_closed_on_each_way_is_quiet(string member) => Verify<ListenerResponseLeftOpen>.Quiet(Around(member));

    [Theory]
    [InlineData("void Run() { while (true) { var context = _listener.GetContext(); try { context.Response.StatusCode = 204; Note(context.Request); context.Response.Close(); } catch (HttpListenerException) { } } }")]
    [InlineData("void Run() { while (true) { var context = _listener.GetContext(); context.Response.StatusCode = 204; Note(context.Request); context.Response.Close(); } }")]
    [InlineData("void Run() { while (true) { try { var context = _listener.GetContext(); context.Response.Close(); } catch (HttpListenerException) { return; } } }")]
    [InlineData("void Run() { while (true) { HttpListenerContext context; try { context = _listener.GetContext(); } catch (Exception) { continue; } context.Response.Close(); } }")]
    [InlineData("void Run() { while (true) { var context = _listener.GetContext(); if (!_listener.IsListening) { return; } context.Response.Close(); } }")]
    [InlineData("void Run() { while (true) { var context = _listener.GetContext(); try { Note(context.Request); context.Response.Close(); } catch (Exception) { context.Response.Abort(); } } }")]
    public Task A_failure_that_nobody_waits_for_or_nobody_catches_is_quiet(string member) => Verify<ListenerResponseLeftOpen>.Quiet(Around(member));

    [Theory]
    [InlineData("void Run() { while (true) { var context = _listener.GetContext(); context.Response.StatusCode = 200; _waiting.Add(context); } }")]
    [InlineData("void Run() { while (true) { var context = _listener.GetContext(); var response = context.Response; _handler(context); } }")]
    [InlineData("async Task Run() { var context = await _listener.GetContextAsync(); context.Response.Headers.Add(\"a\", \"b\"); var socket = await context.AcceptWebSocketAsync(null); }")]
    [InlineData("void Run() { while (true) { var context = _listener.GetContext(); context.Response.StatusCode = 200; Task.Run(() => context.Response.Close()); } }")]
    [InlineData("void Run() { while (true) { var context = _listener.GetContext(); context.Response.StatusCode = 200; End(context.Response); } } void End(HttpListenerResponse response) => response.Close();")]
    [InlineData("HttpListenerContext Next() { var context = _listener.GetContext(); context.Response.KeepAlive = false; return context; }")]
    public Task A_context_that_is_handed_on_whole_is_quiet(string members) => Verify<ListenerResponseLeftOpen>.Quiet(Around(members));

    [Theory]
    [InlineData("void Handle(HttpListenerContext context) { context.Response.StatusCode = 204; } void Run() { while (true) { var context = _listener.GetContext(); try { Handle(context); } finally { context.Response.Close(); } } }")]
    [InlineData("void Handle(HttpListenerContext context) { Route(context); context.Response.Close(); } void Route(HttpListenerContext context) { context.Response.StatusCode = 204; }" + Loop)]
    [InlineData("public void Handle(HttpListenerContext context) { context.Response.StatusCode = 204; }")]
    [InlineData("void Start() { _handler = Handle; } void Handle(HttpListenerContext context) { context.Response.StatusCode = 204; }")]
    public Task Where_the_caller_closes_or_cannot_be_seen_it_is_quiet(string members) => Verify<ListenerResponseLeftOpen>.Quiet(Around(members));

    [Fact]
    public Task A_test_is_quiet() => Verify<ListenerResponseLeftOpen>.Quiet(Around("[Fact] public void Run() { var context = _listener.GetContext(); context.Response.StatusCode = 200; } class FactAttribute : Attribute { }"));

    private static string Around(string members) => $$"""
        using System;
        using System.Collections.Generic;
        using System.Net;
        using System.Threading.Tasks;

        class C
        {
            private readonly HttpListener _listener = new HttpListener();
            private readonly List<HttpListenerContext> _waiting = new List<HttpListenerContext>();
            private Action<HttpListenerContext> _handler;

            private static byte[] Answer(HttpListenerRequest request) => new byte[1];

            private static void Note(HttpListenerRequest request) { }

            {{members}}
        }
        """;
}
