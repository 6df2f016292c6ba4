using System.Threading.Tasks;
using NetworkingAnalyzers.Rules.Trust;

namespace NetworkingAnalyzers.Tests.Rules.Trust;

public sealed class DatagramLoopDiesTests
{
    private const string Answers = "void Answer(IPEndPoint to) => _udp.Send(new byte[1], 1, to);";

    [Theory]
    [InlineData("void Run() { try { while (_running) { var data = _udp.[|Receive|](ref _from); Answer(_from); } } catch (Exception failure) { Console.WriteLine(failure); } }")]
    [InlineData("void Run() { while (true) { try { var data = _udp.[|Receive|](ref _from); Answer(_from); } catch (SocketException) { break; } } }")]
    [InlineData("void Run() { while (_running) { try { Answer(_from); _udp.[|Receive|](ref _from); } catch (ObjectDisposedException) { return; } catch (SocketException failure) { Console.WriteLine(failure.Message); return; } } }")]
    [InlineData("void Run() { while (_running) { try { _udp.[|Receive|](ref _from); } catch { _running = false; } } }")]
    [InlineData("async Task Run(CancellationToken stop) { try { while (!stop.IsCancellationRequested) { var result = await _udp.[|ReceiveAsync|](); Answer(result.RemoteEndPoint); } } catch (ObjectDisposedException) { } catch (SocketException) { } finally { _udp.Dispose(); } }")]
    [InlineData("void Start() { _ = Task.Run(Run); } async Task Run() { while (true) { var result = await _udp.[|ReceiveAsync|](); Answer(result.RemoteEndPoint); } }")]
    [InlineData("void Start() { new Thread(Run).Start(); } void Run() { for (;;) { try { _udp.[|Receive|](ref _from); } catch (ObjectDisposedException) { return; } } }")]
    [InlineData("void Start() { new Thread(() => { for (;;) { _udp.[|Receive|](ref _from); } }).Start(); }")]
    [InlineData("async void Run() { while (_running) { var result = await _udp.[|ReceiveAsync|]().ConfigureAwait(false); Answer(result.RemoteEndPoint); } }")]
    [InlineData("static void Main() { var udp = new UdpClient(5000); var from = new IPEndPoint(IPAddress.Any, 0); while (true) { var data = udp.[|Receive|](ref from); udp.Send(data, data.Length, from); } }")]
    [InlineData("void Run() { while (_running) { try { _udp.[|Receive|](ref _from); } catch (Exception) { _udp.Close(); throw; } } } void Start() { new Thread(Run).Start(); }")]
    [InlineData("async Task Run() { try { while (true) { var result = await _udp.[|ReceiveAsync|](); Answer(result.RemoteEndPoint); } } catch (SocketException failure) { Console.Error.WriteLine($\"receive: {failure.SocketErrorCode}\"); } }")]
    public Task A_loop_that_the_failure_leaves_is_reported(string members) => Verify<DatagramLoopDies>.Reports(Around(Answers + members));

    [Theory]
    [InlineData("void Run() { try { while (_running) { var count = _socket.[|ReceiveFrom|](_buffer, ref _remote); _socket.SendTo(_buffer, count, SocketFlags.None, _remote); } } catch (SocketException) { } }")]
    [InlineData("async Task Run() { try { while (_running) { var r = await _socket.[|ReceiveFromAsync|](new ArraySegment<byte>(_buffer), SocketFlags.None, _remote); await _socket.SendToAsync(new ArraySegment<byte>(_buffer), SocketFlags.None, r.RemoteEndPoint); } } catch (SocketException) { } }")]
    [InlineData("void Run() { try { while (_running) { var flags = SocketFlags.None; _socket.[|ReceiveMessageFrom|](_buffer, 0, 9, ref flags, ref _remote, out var info); _socket.SendTo(_buffer, _remote); } } catch (SocketException) { } }")]
    [InlineData("void Run(Socket socket) { try { while (_running) { var count = socket.[|ReceiveFrom|](_buffer, ref _remote); socket.SendTo(_buffer, count, SocketFlags.None, _remote); } } catch (SocketException) { } }")]
    public Task Sockets_of_all_forms_are_reported(string members) => Verify<DatagramLoopDies>.Reports(Around(members));

    [Theory]
    [InlineData("void Done(IAsyncResult result) { try { var data = _udp.[|EndReceive|](result, ref _from); Answer(_from); _udp.BeginReceive(Done, null); } catch (Exception) { } }")]
    [InlineData("void Done(IAsyncResult result) { var data = _udp.[|EndReceive|](result, ref _from); _udp.BeginReceive(Done, null); }")]
    [InlineData("void Done(IAsyncResult result) { byte[] data; try { data = _udp.[|EndReceive|](result, ref _from); } catch (SocketException failure) { Console.WriteLine(failure); return; } Arm(); } void Arm() => _udp.BeginReceive(Done, null);")]
    [InlineData("void Arm() => _udp.BeginReceive(result => { try { var data = _udp.[|EndReceive|](result, ref _from); Arm(); } catch (SocketException) { } }, null);")]
    public Task A_callback_that_begins_the_next_only_where_all_went_well_is_reported(string members) => Verify<DatagramLoopDies>.Reports(Around(Answers + members));

    [Theory]
    [InlineData("void Done(IAsyncResult result) { try { _udp.EndReceive(result, ref _from); } catch (SocketException) { } finally { _udp.BeginReceive(Done, null); } }")]
    [InlineData("void Done(IAsyncResult result) { try { _udp.EndReceive(result, ref _from); } catch (SocketException) { } _udp.BeginReceive(Done, null); }")]
    [InlineData("void Done(IAsyncResult result) { try { _udp.EndReceive(result, ref _from); _udp.BeginReceive(Done, null); } catch (SocketException) { _udp.BeginReceive(Done, null); } }")]
    [InlineData("void Done(IAsyncResult result) { try { _udp.EndReceive(result, ref _from); } catch (SocketException) { } }")]
    [InlineData("void Done(IAsyncResult result) { try { _udp.EndReceive(result, ref _from); _udp.BeginReceive(Done, null); } catch (SocketException failure) { Again(failure); } } void Again(Exception failure) { _udp.BeginReceive(Done, null); }")]
    public Task A_callback_that_begins_the_next_all_the_same_or_receives_once_is_quiet(string members) => Verify<DatagramLoopDies>.Quiet(Around(Answers + members));

    [Theory]
    [InlineData("void Run() { while (_running) { try { _udp.Receive(ref _from); } catch (SocketException) { continue; } } }")]
    [InlineData("void Run() { while (_running) { try { _udp.Receive(ref _from); } catch (SocketException failure) { Console.WriteLine(failure); } } }")]
    [InlineData("void Run() { while (true) { try { _udp.Receive(ref _from); } catch (SocketException) { if (!_running) return; } } }")]
    [InlineData("void Run() { while (true) { try { _udp.Receive(ref _from); } catch (SocketException) { if (_running) continue; return; } } }")]
    [InlineData("void Run() { while (true) { try { _udp.Receive(ref _from); } catch (SocketException failure) when (failure.SocketErrorCode == SocketError.Interrupted) { return; } } }")]
    [InlineData("void Run() { while (true) { try { while (_running) { _udp.Receive(ref _from); } } catch (SocketException) { } } }")]
    public Task A_loop_that_goes_on_is_quiet(string members) => Verify<DatagramLoopDies>.Quiet(Around(Answers + members));

    [Theory]
    [InlineData("void Start() { _udp.Client.IOControl(-1744830452, new byte[4], null); } void Run() { try { while (_running) { _udp.Receive(ref _from); } } catch (SocketException) { } }")]
    [InlineData("void Run() { try { while (_running) { try { _udp.Receive(ref _from); } catch (SocketException failure) { if (failure.ErrorCode != 10054) throw; } } } catch (SocketException) { } }")]
    [InlineData("void Run() { try { while (_running) { _udp.Receive(ref _from); } } catch (SocketException failure) when (failure.SocketErrorCode != SocketError.ConnectionReset) { } }")]
    public Task Where_somebody_has_thought_of_it_it_is_quiet(string members) => Verify<DatagramLoopDies>.Quiet(Around(Answers + members));

    [Theory]
    [InlineData("void Run() { try { while (_running) { _udp.Receive(ref _from); } } catch (SocketException failure) { Failed(failure); } } void Failed(Exception failure) { Run(); }")]
    [InlineData("void Run() { try { while (_running) { _udp.Receive(ref _from); } } catch (SocketException) { } Restart(); } void Restart() { }")]
    [InlineData("async Task Again() { while (true) { try { await Run(); } catch (SocketException) { } } } async Task Run() { while (_running) { await _udp.ReceiveAsync(); } }")]
    [InlineData("public async Task Run() { while (_running) { await _udp.ReceiveAsync(); } }")]
    [InlineData("void Tick() { try { while (_udp.Available > 0) { _udp.Receive(ref _from); } } catch (SocketException) { } }")]
    [InlineData("void Ask() { for (var i = 0; i < 3; i++) { try { Answer(_from); _udp.Receive(ref _from); return; } catch (SocketException) { break; } } }")]
    public Task Where_others_may_start_it_again_or_it_asks_and_is_answered_it_is_quiet(string members) => Verify<DatagramLoopDies>.Quiet(Around(Answers + members));

    [Theory]
    [InlineData("void Run() { try { while (_running) { _udp.Receive(ref _from); } } catch (SocketException) { } }")]
    [InlineData("void Tell() { _other.Send(new byte[1], 1, _from); } void Run() { try { while (_running) { _udp.Receive(ref _from); } } catch (SocketException) { } }")]
    [InlineData("void Tell() { _udp.Send(new byte[1], 1, new IPEndPoint(IPAddress.Broadcast, 5000)); } void Run() { try { while (_running) { _udp.Receive(ref _from); } } catch (SocketException) { } }")]
    [InlineData("void Tell() { _udp.Connect(\"host\", 5000); _udp.Send(new byte[1], 1); } void Run() { try { while (_running) { _udp.Receive(ref _from); } } catch (SocketException) { } }")]
    [InlineData("void Run() { var udp = new UdpClient(\"host\", 5000); udp.Send(new byte[1], 1); try { while (_running) { udp.Receive(ref _from); } } catch (SocketException) { } }")]
    public Task A_socket_that_sends_nothing_or_to_all_or_to_its_one_peer_is_quiet(string members) => Verify<DatagramLoopDies>.Quiet(Around(members));

    [Fact]
    public Task The_callback_of_the_one_socket_is_known_by_its_state() => Verify<DatagramLoopDies>.Reports("""
        using System;
        using System.Net;
        using System.Net.Sockets;

        class C
        {
            private UdpClient _udp = new UdpClient(5000);
            private IPEndPoint _from = new IPEndPoint(IPAddress.Any, 0);

            void Start() => _udp.BeginReceive(Done, _udp);

            void Done(IAsyncResult result)
            {
                var udp = (UdpClient)result.AsyncState;
                try
                {
                    var data = udp.[|EndReceive|](result, ref _from);
                    udp.BeginReceive(Done, udp);
                    _udp.Send(data, data.Length, _from);
                }
                catch (SocketException)
                {
                }
            }
        }
        """);

    [Fact]
    public Task A_test_is_quiet() => Verify<DatagramLoopDies>.Quiet(Around(Answers + "[Fact] public void Run() { try { while (_running) { _udp.Receive(ref _from); } } catch (SocketException) { } } class FactAttribute : Attribute { }"));

    private static string Around(string members) => $$"""
        using System;
        using System.Net;
        using System.Net.Sockets;
        using System.Threading;
        using System.Threading.Tasks;

        class C
        {
            private UdpClient _udp = new UdpClient(5000);
            private UdpClient _other = new UdpClient(5001);
            private Socket _socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            private EndPoint _remote = new IPEndPoint(IPAddress.Any, 0);
            private IPEndPoint _from = new IPEndPoint(IPAddress.Any, 0);
            private byte[] _buffer = new byte[65527];
            private bool _running = true;

            {{members}}
        }
        """;
}
