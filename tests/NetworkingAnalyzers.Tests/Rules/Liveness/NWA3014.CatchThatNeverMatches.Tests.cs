using System.Threading.Tasks;
using NetworkingAnalyzers.Rules.Liveness;

namespace NetworkingAnalyzers.Tests.Rules.Liveness;

public sealed class CatchThatNeverMatchesTests
{
    private static string Method(string statements, string members = "") => $$"""
        using System;
        using System.Collections.Generic;
        using System.IO;
        using System.Net.Security;
        using System.Net.Sockets;
        using System.Text;
        using System.Threading.Tasks;

        class C
        {
            private readonly TcpClient _client = new();
            private readonly Queue<string> _lines = new();
            {{members}}

            async Task M(Socket socket, NetworkStream stream, SslStream tls, Stream any, byte[] b, Func<int> act)
            {
                await Task.Yield();
                {{statements}}
            }
        }
        """;

    [Theory]
    [InlineData("try { stream.Read(b, 0, 8); } catch (SocketException) { }", "try { stream.Read(b, 0, 8); } catch (IOException) { }")]
    [InlineData("try { await stream.ReadAsync(b); } catch (SocketException e) { Console.WriteLine(e.Message); }", "try { await stream.ReadAsync(b); } catch (IOException e) { Console.WriteLine(e.Message); }")]
    [InlineData("try { tls.Write(b, 0, 8); tls.Flush(); } catch (SocketException e) { Console.WriteLine($\"{e}\"); }", "try { tls.Write(b, 0, 8); tls.Flush(); } catch (IOException e) { Console.WriteLine($\"{e}\"); }")]
    [InlineData("try { socket.Send(b); } catch (IOException) { socket.Close(); }", "try { socket.Send(b); } catch (SocketException) { socket.Close(); }")]
    [InlineData("try { await socket.ReceiveAsync(b, SocketFlags.None); } catch (IOException e) { throw new Exception(\"gone\", e); }", "try { await socket.ReceiveAsync(b, SocketFlags.None); } catch (SocketException e) { throw new Exception(\"gone\", e); }")]
    public Task The_type_that_is_thrown_takes_its_place(string before, string after) =>
        Verify<CatchThatNeverMatches, CatchThatNeverMatchesFix>.Fixes(
            Method(before.Replace("catch (SocketException", "catch ([|SocketException|]").Replace("catch (IOException", "catch ([|IOException|]")), Method(after));

    [Theory]
    [InlineData("try { stream.Read(b, 0, 8); } catch ([|SocketException|] e) when (e.SocketErrorCode == SocketError.ConnectionReset) { }")]
    [InlineData("try { stream.Read(b, 0, 8); } catch ([|SocketException|] e) when (e.SocketErrorCode == SocketError.ConnectionReset) { } catch (Exception) { throw; }")]
    [InlineData("socket.ReceiveTimeout = 500; try { socket.Receive(b); } catch ([|TimeoutException|]) { }")]
    [InlineData("stream.ReadTimeout = 500; try { stream.Read(b, 0, 8); } catch ([|TimeoutException|] e) { Console.WriteLine(e.Message); }")]
    [InlineData("try { stream.Write(b); } catch ([|SocketException|] e) { Lost(e); }", "void Lost(SocketException e) { }")]
    public Task Where_the_clause_asks_for_more_nothing_is_offered(string statements, string members = "") =>
        Verify<CatchThatNeverMatches, CatchThatNeverMatchesFix>.OffersNothing(Method(statements, members));

    [Theory]
    [InlineData("var r = new StreamReader(_client.GetStream()); try { while (r.ReadLine() is { } line) { _lines.Enqueue(line.Trim()); } } catch ([|SocketException|]) { }", "")]
    [InlineData("using var w = new StreamWriter(stream); try { foreach (var line in _lines) { w.WriteLine(line); } } catch ([|SocketException|]) { }", "")]
    [InlineData("try { var n = _client.GetStream().Read(b, 0, 8); Take(Encoding.UTF8.GetString(b, 0, n)); } catch ([|SocketException|]) { }", "void Take(string text) { _lines.Enqueue(text); }")]
    [InlineData("try { await tls.AuthenticateAsClientAsync(\"h\"); } catch ([|SocketException|]) { }", "")]
    [InlineData("AsyncCallback done = r => { try { stream.EndRead(r); } catch ([|SocketException|]) { } };", "")]
    [InlineData("AsyncCallback done = r => { try { socket.EndReceive(r); } catch ([|IOException|]) { } };", "")]
    [InlineData("try { stream.ReadAsync(b).AsTask().GetAwaiter().GetResult(); } catch ([|SocketException|]) { }", "")]
    public Task A_clause_for_what_is_never_thrown_is_reported(string statements, string members) => Verify<CatchThatNeverMatches>.Reports(Method(statements, members));

    [Theory]
    [InlineData("try { socket.Receive(b); } catch (SocketException) { }")]
    [InlineData("try { stream.Read(b, 0, 8); } catch (IOException) { }")]
    [InlineData("try { await stream.ReadAsync(b); } catch (IOException e) when (e.InnerException is SocketException) { }")]
    public Task The_right_type_is_quiet(string statements) => Verify<CatchThatNeverMatches>.Quiet(Method(statements));

    [Theory]
    [InlineData("try { await _client.ConnectAsync(\"h\", 80); await stream.ReadAsync(b); } catch (SocketException) { }", "")]
    [InlineData("try { stream.Read(b, 0, 8); _client.NoDelay = true; } catch (SocketException) { }", "")]
    [InlineData("try { if (stream.DataAvailable) { stream.Read(b, 0, 8); } } catch (SocketException) { }", "")]
    [InlineData("try { stream.Read(b, 0, 8); act(); } catch (SocketException) { }", "")]
    [InlineData("try { stream.Read(b, 0, 8); Task.Run(() => socket.Send(b)); } catch (SocketException) { }", "")]
    [InlineData("try { stream.Read(b, 0, 8); Open(); } catch (SocketException) { }", "void Open() { _client.Connect(\"h\", 80); }")]
    [InlineData("try { stream.Read(b, 0, 8); Seen(); } catch (SocketException) { }", "protected virtual void Seen() { } class D : C { protected override void Seen() { new TcpClient(\"h\", 80); } }")]
    [InlineData("try { socket.Send(File.ReadAllBytes(\"f\")); } catch (IOException) { }", "")]
    [InlineData("try { socket.SendFile(\"f\"); } catch (IOException) { }", "")]
    [InlineData("try { socket.Send(b); stream.Write(b); } catch (IOException) { }", "")]
    [InlineData("try { await stream.ReadAsync(b).AsTask().WaitAsync(TimeSpan.FromSeconds(1)); } catch (TimeoutException) { }", "")]
    [InlineData("try { if (stream.Read(b, 0, 8) == 0) { throw new SocketException(10054); } } catch (SocketException) { }", "")]
    [InlineData("try { stream.Read(b, 0, 8); await _later; } catch (SocketException) { }", "private Task _later = Task.CompletedTask;")]
    [InlineData("try { stream.Read(b, 0, 8); foreach (var n in Numbers()) { } } catch (SocketException) { }", "IEnumerable<int> Numbers() { new TcpClient(\"h\", 80); yield break; }")]
    public Task What_may_throw_it_after_all_is_quiet(string statements, string members) => Verify<CatchThatNeverMatches>.Quiet(Method(statements, members));

    [Theory]
    [InlineData("try { any.Read(b, 0, 8); } catch (SocketException) { }")]
    [InlineData("try { new StreamReader(any).ReadLine(); } catch (SocketException) { }")]
    [InlineData("try { new SslStream(any).Read(b, 0, 8); any.Read(b, 0, 8); } catch (SocketException) { }")]
    public Task A_stream_of_unknown_kind_may_throw_what_it_likes(string statements) => Verify<CatchThatNeverMatches>.Quiet(Method(statements));

    [Theory]
    [InlineData("try { stream.Read(b, 0, 8); } catch (SocketException) { } catch (IOException) { }")]
    [InlineData("try { stream.Read(b, 0, 8); } catch (SocketException) { return; } catch (Exception e) { Console.WriteLine(e); }")]
    [InlineData("try { stream.Read(b, 0, 8); } catch (TimeoutException) { } catch { throw; }")]
    public Task One_clause_too_many_does_no_harm(string statements) => Verify<CatchThatNeverMatches>.Quiet(Method(statements));

    [Fact]
    public Task What_is_not_waited_for_fails_elsewhere() => Verify<CatchThatNeverMatches>.Quiet(Method("try { _ = stream.ReadAsync(b); } catch (SocketException) { }"));

    [Fact]
    public Task A_stream_of_one_s_own_may_throw_what_it_likes() => Verify<CatchThatNeverMatches>.Quiet("""
        using System.IO;
        using System.Net.Sockets;

        class Raw : NetworkStream
        {
            public Raw(Socket s) : base(s) { }
            public override int Read(byte[] b, int o, int n) => Socket.Receive(b, o, n, SocketFlags.None);
        }

        class C { int M(Raw raw, byte[] b) { try { return raw.Read(b, 0, 8); } catch (SocketException) { return 0; } } }
        """);

    [Theory]
    [InlineData("try { Fill(b); } catch ([|SocketException|] e) { Console.WriteLine(e.SocketErrorCode); }", "void Fill(byte[] b) { var n = 0; while (n < b.Length) n += _client.GetStream().Read(b, n, b.Length - n); }")]
    [InlineData("try { Ask(b); } catch ([|SocketException|]) { }", "void Ask(byte[] b) { Put(b); _ = _client.GetStream().ReadByte(); } void Put(byte[] b) => _client.GetStream().Write(b, 0, b.Length);")]
    [InlineData("try { await AskAsync(stream); } catch ([|SocketException|]) { }", "static async Task<string> AskAsync(NetworkStream given) { var r = new StreamReader(given); return await r.ReadLineAsync() ?? \"\"; }")]
    [InlineData("try { Put(socket, b); } catch ([|IOException|]) { }", "static void Put(Socket s, byte[] b) => s.Send(b);")]
    [InlineData("try { socket.Shutdown(SocketShutdown.Both); socket.Close(); } catch ([|IOException|] e) { Console.WriteLine(e.Message); }", "")]
    [InlineData("try { stream.Read(b, 0, 8); m_log(\"read\"); } catch ([|SocketException|]) { }", "private readonly Action<string> m_log = Console.WriteLine;")]
    public Task What_a_method_does_for_the_try_and_a_delegate_that_notes_are_looked_into(string statements, string members) => Verify<CatchThatNeverMatches>.Reports(Method(statements, members));

    [Theory]
    [InlineData("try { Fill(b); } catch (SocketException) { }", "void Fill(byte[] b) { try { _client.GetStream().Read(b, 0, 8); } catch (IOException e) when (e.InnerException is SocketException inner) { throw inner; } }")]
    [InlineData("try { Fill(b); } catch (SocketException) { }", "void Fill(byte[] b) { try { _client.GetStream().Read(b, 0, 8); } catch (IOException) { } }")]
    [InlineData("try { Fill(b); } catch (SocketException) { }", "void Fill(byte[] b) { if (!_client.Connected) _client.Connect(\"h\", 80); _client.GetStream().Read(b, 0, 8); }")]
    [InlineData("try { Fill(b); } catch (SocketException) { }", "protected virtual void Fill(byte[] b) { _client.GetStream().Read(b, 0, 8); }")]
    [InlineData("try { _ = FillAsync(b); } catch (SocketException) { }", "async Task FillAsync(byte[] b) { await _client.GetStream().ReadAsync(b); }")]
    [InlineData("try { Fill(b); } catch (SocketException) { } catch (IOException) { }", "void Fill(byte[] b) { _client.GetStream().Read(b, 0, 8); }")]
    [InlineData("try { stream.Read(b, 0, 8); m_next(\"read\"); } catch (SocketException) { }", "private readonly Action<string> m_next = Console.WriteLine;")]
    public Task A_method_that_may_throw_it_or_lets_nothing_out_is_quiet(string statements, string members) => Verify<CatchThatNeverMatches>.Quiet(Method(statements, members));

    private static string Http(string members, string others = "") => $$"""
        using System;
        using System.IO;
        using System.Net;
        using System.Net.Http;
        using System.Net.Sockets;
        using System.Threading;
        using System.Threading.Tasks;

        class C { private readonly HttpClient _http = new(); {{members}} }

        {{others}}
        """;

    [Theory]
    [InlineData("async Task<string?> M() { try { return await _http.GetStringAsync(\"a\"); } catch ([|TimeoutException|]) { return null; } }")]
    [InlineData("async Task<string?> M() { try { using var r = await _http.GetAsync(\"a\").ConfigureAwait(false); r.EnsureSuccessStatusCode(); return await r.Content.ReadAsStringAsync(); } catch ([|WebException|] e) { Console.WriteLine(e.Status); return null; } }")]
    [InlineData("string? M() { try { return _http.GetStringAsync(\"a\").GetAwaiter().GetResult(); } catch ([|WebException|]) { return null; } }")]
    [InlineData("async Task M() { try { await CopyAsync(\"a\"); } catch ([|WebException|]) { } } async Task CopyAsync(string a) { using var r = await _http.GetAsync(a); r.EnsureSuccessStatusCode(); }")]
    [InlineData("async Task M() { try { await _http.PostAsync(\"a\", new StringContent(\"b\")); } catch ([|SocketException|]) { } }")]
    public Task What_HttpClient_wraps_or_never_throws_is_reported(string members) => Verify<CatchThatNeverMatches>.Reports(Http(members));

    [Theory]
    [InlineData("async Task<string?> M() { try { return await _http.GetStringAsync(\"a\"); } catch (HttpRequestException) { return null; } catch (TaskCanceledException) { return null; } }")]
    [InlineData("async Task<string?> M() { try { return await _http.GetStringAsync(\"a\"); } catch (TimeoutException) { return null; } catch (OperationCanceledException) { return null; } }")]
    [InlineData("async Task<string?> M() { try { return await _http.GetStringAsync(\"a\").WaitAsync(TimeSpan.FromSeconds(1)); } catch (TimeoutException) { return null; } }")]
    [InlineData("async Task<string?> M() { try { return await _http.GetStringAsync(\"a\"); } catch (IOException) { return null; } }")]
    [InlineData("async Task<string?> M(Func<string> other) { try { await _http.GetStringAsync(\"a\"); return other(); } catch (SocketException) { return null; } }")]
    [InlineData("async Task<string?> M(WebRequest old) { try { await _http.GetStringAsync(\"a\"); using var r = await old.GetResponseAsync(); return null; } catch (WebException) { return null; } }")]
    public Task Another_clause_or_another_call_is_quiet(string members) => Verify<CatchThatNeverMatches>.Quiet(Http(members));

    [Fact]
    public Task A_handler_of_one_s_own_may_throw_what_it_likes() => Verify<CatchThatNeverMatches>.Quiet(Http(
        "async Task<string?> M() { try { return await _http.GetStringAsync(\"a\"); } catch (TimeoutException) { return null; } }",
        "class Limit : DelegatingHandler { protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage r, CancellationToken t) => throw new TimeoutException(); }"));

    [Fact]
    public Task Half_typed_code_is_left_alone() => Verify<CatchThatNeverMatches>.Quiet(Method("try { stream.{|CS1061:Reed|}(b); stream.Read(b, 0, 1); } catch (SocketException) { }"));

    [Fact]
    public Task The_socket_s_error_is_asked_for_in_the_clause_beside_it() => Verify<CatchThatNeverMatches>.Quiet(Method(
        "try { stream.Read(b, 0, 8); } catch (IOException e) when (e.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionAborted }) { } catch (IOException e) { if ((e.InnerException as SocketException)?.SocketErrorCode == SocketError.ConnectionReset) { return; } throw; } catch (SocketException e) { if (e.SocketErrorCode == SocketError.ConnectionReset) { return; } throw; }"));
}
