using System.Threading.Tasks;
using NetworkingAnalyzers.Rules.Ownership;

namespace NetworkingAnalyzers.Tests.Rules.Ownership;

public sealed class StreamDoesNotOwnTests
{
    private const string Make = "var s = new Socket(SocketType.Stream, ProtocolType.Tcp); ";

    private const string Open = "Socket Open() { " + Make + "s.Connect(\"h\", 1); return s; }";

    [Theory]
    [InlineData("new NetworkStream(s)", "new NetworkStream(s, ownsSocket: true)")]
    [InlineData("new NetworkStream(s, false)", "new NetworkStream(s, true)")]
    [InlineData("new NetworkStream(s, FileAccess.Read)", "new NetworkStream(s, FileAccess.Read, ownsSocket: true)")]
    public Task The_stream_becomes_the_owner(string before, string after) => Verify<StreamDoesNotOwn, StreamDoesNotOwnFix>.Fixes(
        In("void M() { " + Make + "using var n = [|" + before + "|]; n.WriteByte(1); }"),
        In("void M() { " + Make + "using var n = " + after + "; n.WriteByte(1); }"));

    [Theory]
    [InlineData("Stream M() { " + Make + "return [|new NetworkStream(s)|]; }")]
    [InlineData("async Task<Stream> M() { " + Make + "try { await s.ConnectAsync(\"h\", 1); } catch { throw; } return [|new NetworkStream(s)|]; }")]
    [InlineData("void M() { var s = _listener.Accept(); using var n = [|new NetworkStream(s)|]; n.WriteByte(1); }")]
    [InlineData("async Task M() { var s = await _listener.AcceptAsync(); using var r = new StreamReader([|new NetworkStream(s)|]); r.ReadLine(); }")]
    [InlineData("Socket _s = null!; NetworkStream _n = null!; void M() { _s = new Socket(SocketType.Stream, ProtocolType.Tcp); _s.Connect(\"h\", 1); _n = [|new NetworkStream(_s)|]; } public void Dispose() { _n.Dispose(); }")]
    [InlineData("async Task M() { " + Make + "try { await s.ConnectAsync(\"h\", 1); } catch { s.Dispose(); throw; } using var n = [|new NetworkStream(s)|]; n.WriteByte(1); }")]
    [InlineData("void M() { while (true) { var s = _listener.Accept(); new Thread(() => Talk(s)).Start(); } } void Talk(Socket s) { using var n = [|new NetworkStream(s)|]; n.WriteByte(1); }")]
    [InlineData("void M() { var s = Open(); using var n = [|new NetworkStream(s)|]; n.WriteByte(1); } " + Open)]
    [InlineData("void M() { using var n = [|new NetworkStream(Open())|]; n.WriteByte(1); } " + Open)]
    [InlineData("async Task M() { using var n = [|new NetworkStream(await OpenAsync())|]; n.WriteByte(1); } async Task<Socket> OpenAsync() { " + Make + "await s.ConnectAsync(\"h\", 1); return s; }")]
    public Task A_socket_that_nobody_else_closes_is_reported(string members) => Verify<StreamDoesNotOwn>.Reports(In(members));

    [Theory]
    [InlineData("void M() { " + Make + "using (s) { using var n = new NetworkStream(s); n.WriteByte(1); } }")]
    [InlineData("void M() { " + Make + "using var n = new NetworkStream(s, true); n.WriteByte(1); }")]
    [InlineData("void M(bool owns) { " + Make + "using var n = new NetworkStream(s, owns); n.WriteByte(1); }")]
    [InlineData("void M(Socket s) { using var n = new NetworkStream(s); n.WriteByte(1); }")]
    [InlineData("(Socket, Stream) M() { " + Make + "return (s, new NetworkStream(s)); }")]
    [InlineData("void M() { " + Make + "using var n = new NetworkStream(s); n.WriteByte(1); s.Close(); }")]
    [InlineData("Socket _s = null!; NetworkStream _n = null!; void M() { _s = new Socket(SocketType.Stream, ProtocolType.Tcp); _n = new NetworkStream(_s); } public void Dispose() { _n.Dispose(); _s.Dispose(); }")]
    [InlineData("Socket _s = null!; NetworkStream _n = null!; public C(Socket s) { _s = s; _n = new NetworkStream(_s); } public void Dispose() { _n.Dispose(); }")]
    [InlineData("Socket _s = null!; NetworkStream _n = null!; void M() { _s = new Socket(SocketType.Stream, ProtocolType.Tcp); _n = new NetworkStream(_s); } Socket Inner() => _s; public void Dispose() { _n.Dispose(); }")]
    [InlineData("async Task M() { " + Make + "try { await s.ConnectAsync(\"h\", 1); using var n = new NetworkStream(s); n.WriteByte(1); } finally { s.Dispose(); } }")]
    [InlineData("void M() { while (true) { var s = _listener.Accept(); new Thread(() => Talk(s)).Start(); } } void Talk(Socket s) { using var n = new NetworkStream(s); n.WriteByte(1); s.Close(); }")]
    [InlineData("void M() { while (true) { var s = _listener.Accept(); new Thread(() => { Talk(s); s.Close(); }).Start(); } } void Talk(Socket s) { using var n = new NetworkStream(s); n.WriteByte(1); }")]
    [InlineData("void M() { while (true) { var s = _listener.Accept(); new Thread(() => Talk(s)).Start(); } } void Other(Socket s) { using (s) Talk(s); } void Talk(Socket s) { using var n = new NetworkStream(s); n.WriteByte(1); }")]
    [InlineData("void M() { using var s = Open(); using var n = new NetworkStream(s); n.WriteByte(1); } " + Open)]
    [InlineData("Socket _kept = null!; object Kept => _kept; void M() { using var n = new NetworkStream(Open()); n.WriteByte(1); } Socket Open() { " + Make + "_kept = s; return s; }")]
    [InlineData("Socket _kept = null!; void M() { using var n = new NetworkStream(Same(_kept)); n.WriteByte(1); } Socket Same(Socket s) => s;")]
    public Task Owned_or_closed_or_somebody_elses_is_quiet(string members) => Verify<StreamDoesNotOwn>.Quiet(In(members));

    private static string In(string members) => """
        using System;
        using System.IO;
        using System.Net.Sockets;
        using System.Threading;
        using System.Threading.Tasks;

        public sealed class C
        {
            private readonly Socket _listener = null!;
        """ + "\n" + members + "\n}\n";
}
