using System.Threading.Tasks;
using NetworkingAnalyzers.Rules.IoThreads;

namespace NetworkingAnalyzers.Tests.Rules.IoThreads;

public sealed class WrongEndTests
{
    [Theory]
    [InlineData("void M(byte[] b) => _socket.[|BeginSend|](b, 0, b.Length, SocketFlags.None, OnReceived, null); void OnReceived(IAsyncResult r) { try { var n = _socket.EndReceive(r); } catch (SocketException) { } }")]
    [InlineData("void M(byte[] b) => _socket.[|BeginReceive|](b, 0, b.Length, SocketFlags.None, r => { try { _socket.EndSend(r); } catch (SocketException) { } }, null);")]
    [InlineData("void M(TcpListener l) => l.[|BeginAcceptSocket|](r => { try { l.EndAcceptTcpClient(r); } catch (SocketException) { } }, null);")]
    [InlineData("void M(byte[] b) => _socket.[|BeginReceive|](b, 0, b.Length, SocketFlags.None, OnReceived, null); void OnReceived(IAsyncResult r) { Finish(r); } void Finish(IAsyncResult r) { try { _socket.EndSend(r); } catch (SocketException) { } }")]
    public Task Ended_as_something_else_is_reported(string members) => Verify<WrongEnd>.Reports(In(members));

    [Theory]
    [InlineData("void M(byte[] b) => _socket.[|BeginSend|](b, 0, b.Length, SocketFlags.None, OnSent, null); void OnSent(IAsyncResult r) { Console.WriteLine(r.IsCompleted); }")]
    [InlineData("void M(byte[] b) => _socket.[|BeginSend|](b, 0, b.Length, SocketFlags.None, r => { }, null);")]
    [InlineData("void M(byte[] b) => _socket.[|BeginSend|](b, 0, b.Length, SocketFlags.None, null, null);")]
    [InlineData("void M(byte[] b) { _stream.[|BeginWrite|](b, 0, b.Length, null, null); }")]
    [InlineData("void M(TcpClient c) { c.[|BeginConnect|](\"h\", 1, r => { if (((TcpClient)r.AsyncState!).Connected) { } }, c); }")]
    public Task Never_ended_is_reported(string members) => Verify<WrongEnd>.Reports(In(members));

    [Theory]
    [InlineData("void M(byte[] b) => _socket.BeginReceive(b, 0, b.Length, SocketFlags.None, OnReceived, null); void OnReceived(IAsyncResult r) { try { _socket.EndReceive(r); } catch (SocketException) { } }")]
    [InlineData("void M(byte[] b) => _socket.BeginReceive(b, 0, b.Length, SocketFlags.None, OnReceived, null); void OnReceived(IAsyncResult r) { Finish(r); } void Finish(IAsyncResult r) { try { _socket.EndReceive(r); } catch (SocketException) { } }")]
    [InlineData("void M(byte[] b, bool send) { if (send) { _socket.BeginSend(b, 0, 1, SocketFlags.None, Done, true); } else { _socket.BeginReceive(b, 0, 1, SocketFlags.None, Done, false); } } void Done(IAsyncResult r) { try { if (r.AsyncState is true) _socket.EndSend(r); else _socket.EndReceive(r); } catch (SocketException) { } }")]
    [InlineData("void M(byte[] b) { var r = _socket.BeginReceive(b, 0, b.Length, SocketFlags.None, null, null); if (r.AsyncWaitHandle.WaitOne(10)) _socket.EndReceive(r); }")]
    [InlineData("void M(byte[] b, AsyncCallback done) { _socket.BeginReceive(b, 0, b.Length, SocketFlags.None, done, null); }")]
    [InlineData("IAsyncResult M(byte[] b) => _socket.BeginReceive(b, 0, b.Length, SocketFlags.None, null, null);")]
    [InlineData("Task<int> M(byte[] b) => Task<int>.Factory.FromAsync((c, s) => _stream.BeginRead(b, 0, 1, c, s), _stream.EndRead, null);")]
    [InlineData("void M(byte[] b, Action<IAsyncResult> finish) { _socket.BeginReceive(b, 0, 1, SocketFlags.None, r => finish(r), null); }")]
    [InlineData("void M(byte[] b) { _stream.BeginRead(b, 0, 1, _ => _stream.Close(), null); }")]
    [InlineData("IAsyncResult? _last; void M(byte[] b) { _socket.BeginReceive(b, 0, 1, SocketFlags.None, r => _last = r, null); }")]
    public Task Ended_as_it_was_begun_or_by_somebody_unseen_is_quiet(string members) => Verify<WrongEnd>.Quiet(In(members));

    private static string In(string members) => """
        using System;
        using System.IO;
        using System.Net;
        using System.Net.Sockets;
        using System.Threading.Tasks;

        public sealed class C
        {
            private readonly Socket _socket = null!;
            private readonly NetworkStream _stream = null!;
        """ + "\n" + members + "\n}\n";

    [Theory]
    [InlineData("int M(byte[] b, EndPoint to) => _socket.EndSend(_socket.[|BeginSendTo|](b, 0, b.Length, SocketFlags.None, to, null, null));")]
    [InlineData("int M(byte[] b, EndPoint to) { var r = _socket.[|BeginSendTo|](b, 0, b.Length, SocketFlags.None, to, null, null); r.AsyncWaitHandle.WaitOne(); return _socket.EndSend(r); }")]
    [InlineData("int M(byte[] b) { IAsyncResult r = _socket.[|BeginReceive|](b, 0, b.Length, SocketFlags.None, null, null); return _socket.EndSend(r); }")]
    [InlineData("void M(TcpListener l) { l.EndAcceptTcpClient(l.[|BeginAcceptSocket|](null, null)).Close(); }")]
    public Task Ended_in_the_same_function_as_something_else_is_reported(string members) => Verify<WrongEnd>.Reports(In(members));

    [Theory]
    [InlineData("int M(byte[] b, EndPoint to) => _socket.EndSendTo(_socket.BeginSendTo(b, 0, b.Length, SocketFlags.None, to, null, null));")]
    [InlineData("int M(byte[] b, bool send) { IAsyncResult r; if (send) { r = _socket.BeginSend(b, 0, 1, SocketFlags.None, null, null); return _socket.EndSend(r); } r = _socket.BeginReceive(b, 0, 1, SocketFlags.None, null, null); return _socket.EndReceive(r); }")]
    [InlineData("int M(byte[] b) { var r = _socket.BeginSend(b, 0, 1, SocketFlags.None, null, null); return EndWith(r); } int EndWith(IAsyncResult r) => _socket.EndSend(r);")]
    public Task Ended_in_the_same_function_as_it_was_begun_is_quiet(string members) => Verify<WrongEnd>.Quiet(In(members));
}
