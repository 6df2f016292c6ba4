using System.Threading.Tasks;
using NetworkingAnalyzers.Rules.Delivery;

namespace NetworkingAnalyzers.Tests.Rules.Delivery;

public sealed class AbortiveCloseTests
{
    private static string Method(string statements) => $$"""
        using System;
        using System.Net.Sockets;

        class C
        {
            void M(Socket socket, TcpClient client, bool on, int time)
            {
                {{statements}}
                socket.Close();
            }
        }
        """;

    [Theory]
    [InlineData("socket.LingerState = [|new LingerOption(true, 0)|];", "")]
    [InlineData("client.LingerState = [|new LingerOption(true, 0)|];", "")]
    [InlineData("socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.Linger, [|new LingerOption(true, 0)|]);", "")]
    [InlineData("socket.LingerState = [|new(seconds: 0, enable: true)|];", "")]
    public Task A_linger_time_of_zero_is_reported_and_removed(string before, string after) => Verify<AbortiveClose, AbortiveCloseFix>.Fixes(Method(before), Method(after).Replace("        \n", ""));

    [Theory]
    [InlineData("var option = [|new LingerOption(true, 0)|]; socket.LingerState = option;")]
    public Task Where_the_option_is_used_elsewhere_nothing_is_offered(string statements) => Verify<AbortiveClose, AbortiveCloseFix>.OffersNothing(Method(statements));

    [Theory]
    [InlineData("socket.LingerState = new LingerOption(true, 5);")]
    [InlineData("socket.LingerState = new LingerOption(false, 0);")]
    [InlineData("socket.LingerState = new LingerOption(on, 0);")]
    [InlineData("socket.LingerState = new LingerOption(true, time);")]
    public Task Other_times_and_unknown_ones_are_quiet(string statements) => Verify<AbortiveClose>.Quiet(Method(statements));
}
