using System.Threading.Tasks;
using NetworkingAnalyzers.Rules.Liveness;

namespace NetworkingAnalyzers.Tests.Rules.Liveness;

public sealed class WrongTimeUnitTests
{
    [Theory]
    [InlineData("client.[|ReceiveTimeout|] = time.Milliseconds;", "client.ReceiveTimeout = (int)time.TotalMilliseconds;")]
    [InlineData("socket.[|SendTimeout|] = time.Seconds;", "socket.SendTimeout = (int)time.TotalMilliseconds;")]
    [InlineData("socket.[|ReceiveTimeout|] = (int)time.TotalSeconds;", "socket.ReceiveTimeout = (int)time.TotalMilliseconds;")]
    [InlineData("client.GetStream().[|ReadTimeout|] = time.Milliseconds; // short", "client.GetStream().ReadTimeout = (int)time.TotalMilliseconds; // short")]
    [InlineData("client.[|ReceiveTimeout|] = TimeSpan.FromSeconds(5).Milliseconds;", "client.ReceiveTimeout = (int)TimeSpan.FromSeconds(5).TotalMilliseconds;")]
    public Task A_part_of_the_time_or_its_seconds_become_the_whole_time(string before, string after) =>
        Verify<WrongTimeUnit, WrongTimeUnitFix>.Fixes(In(before), In(after));

    [Theory]
    [InlineData("client.[|ReceiveTimeout|] = time.Seconds * 1000;")]
    [InlineData("int ms = time.Milliseconds; client.[|ReceiveTimeout|] = ms;")]
    [InlineData("socket.[|Poll|]((int)time.TotalMilliseconds, SelectMode.SelectRead);")]
    [InlineData("socket.[|Poll|](time.Seconds, SelectMode.SelectRead);")]
    [InlineData("Socket.[|Select|](new List<Socket> { socket }, null, null, (int)time.TotalMilliseconds);")]
    [InlineData("const int timeoutMs = 500; socket.[|Poll|](timeoutMs, SelectMode.SelectRead);")]
    [InlineData("var idle_seconds = unknown; client.[|ReceiveTimeout|] = idle_seconds;")]
    [InlineData("var lingerMS = unknown; socket.LingerState = [|new LingerOption(true, lingerMS)|];")]
    [InlineData("socket.LingerState = [|new LingerOption(true, 5000)|];")]
    [InlineData("socket.LingerState = [|new LingerOption(true, (int)time.TotalMilliseconds)|];")]
    [InlineData("socket.[|SetSocketOption|](SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 30000);")]
    [InlineData("socket.[|SetSocketOption|](SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, 1000);")]
    [InlineData("socket.[|SetSocketOption|](SocketOptionLevel.Socket, SocketOptionName.ReceiveTimeout, (int)time.TotalSeconds);")]
    [InlineData("var c = new TcpClient { [|ReceiveTimeout|] = time.Milliseconds };")]
    [InlineData("Action a = () => client.[|SendTimeout|] = time.Milliseconds;")]
    [InlineData("(client.[|ReceiveTimeout|], client.SendTimeout) = (time.Milliseconds, 5000);")]
    [InlineData("client.[|ReceiveTimeout|] = 5;")]
    [InlineData("const int limit = 30; socket.[|SendTimeout|] = limit;")]
    [InlineData("client.GetStream().[|ReadTimeout|] = 15;")]
    [InlineData("using var http = new System.Net.Http.HttpClient { [|Timeout|] = new TimeSpan(30) };")]
    [InlineData("var ticks = new TimeSpan(5000); new System.Net.Http.HttpClient().[|Timeout|] = ticks;")]
    public Task A_wrong_unit_is_seen_wherever_a_time_is_taken(string statement) => Verify<WrongTimeUnit>.Reports(In(Wide(statement)));

    [Theory]
    [InlineData("client.ReceiveTimeout = (int)time.TotalMilliseconds;")]
    [InlineData("(client.ReceiveTimeout, client.SendTimeout) = (2500, 5000);")]
    [InlineData("client.ReceiveTimeout = (int)time.TotalSeconds * 1000;")]
    [InlineData("client.ReceiveTimeout = (int)(time.TotalSeconds * 1000);")]
    [InlineData("socket.Poll((int)time.TotalMilliseconds * 1000, SelectMode.SelectRead);")]
    [InlineData("socket.LingerState = new LingerOption(true, (int)time.TotalSeconds);")]
    [InlineData("socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, (int)time.TotalMilliseconds / 1000);")]
    [InlineData("const int timeoutMs = 500; socket.Poll(timeoutMs * 1000, SelectMode.SelectRead);")]
    [InlineData("var idleSeconds = unknown; idleSeconds *= 1000; client.ReceiveTimeout = idleSeconds;")]
    [InlineData("var timeoutMs = unknown; client.ReceiveTimeout = timeoutMs;")]
    [InlineData("var items = unknown; socket.Poll(items, SelectMode.SelectRead);")]
    public Task The_whole_time_in_the_right_unit_is_quiet(string statement) => Verify<WrongTimeUnit>.Quiet(In(statement));

    [Theory]
    [InlineData("client.ReceiveTimeout = TimeSpan.FromMilliseconds(500).Milliseconds;")]
    [InlineData("socket.LingerState = new LingerOption(true, TimeSpan.FromSeconds(10).Seconds);")]
    public Task A_part_that_is_the_whole_is_quiet(string statement) => Verify<WrongTimeUnit>.Quiet(In(statement));

    [Theory]
    [InlineData("client.ReceiveTimeout = 1;")]
    [InlineData("client.ReceiveTimeout = 100;")]
    [InlineData("client.ReceiveTimeout = 5; while (true) { try { client.GetStream().ReadByte(); } catch (IOException) { } }")]
    [InlineData("client.ReceiveTimeout = 5; try { client.GetStream().ReadByte(); } catch (IOException e) when (e.InnerException is SocketException { SocketErrorCode: SocketError.TimedOut }) { }")]
    [InlineData("void Close() { client.SendTimeout = 5; client.Close(); }")]
    [InlineData("new System.Net.Http.HttpClient().Timeout = new TimeSpan(0, 0, 30);")]
    [InlineData("new System.Net.Http.HttpClient().Timeout = new TimeSpan(300_000_000);")]
    [InlineData("socket.Poll(1000, SelectMode.SelectRead);")]
    [InlineData("socket.LingerState = new LingerOption(true, 10);")]
    [InlineData("socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 7200);")]
    public Task A_number_that_can_be_meant_is_quiet(string statement) => Verify<WrongTimeUnit>.Quiet(In(statement));

    [Theory]
    [InlineData("socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReceiveBuffer, 64000);")]
    [InlineData("other.ReadTimeout = time.Milliseconds;")]
    [InlineData("client.ReceiveTimeout = unknown;")]
    public Task Other_options_other_streams_and_unknown_values_are_quiet(string statement) => Verify<WrongTimeUnit>.Quiet(In(statement));

    private static string Wide(string statement) => statement.Replace("null, null, (int)", "null!, null!, (int)", System.StringComparison.Ordinal);

    private static string In(string statement) => """
        using System;
        using System.Collections.Generic;
        using System.IO;
        using System.Net.Sockets;

        class C
        {
            void M(TcpClient client, Socket socket, Stream other, TimeSpan time, int unknown)
            {
                STATEMENT
            }
        }
        """.Replace("STATEMENT", statement);
}
