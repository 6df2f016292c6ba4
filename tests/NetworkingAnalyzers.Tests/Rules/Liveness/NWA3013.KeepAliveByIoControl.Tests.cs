using System.Threading.Tasks;
using NetworkingAnalyzers.Rules.Liveness;

namespace NetworkingAnalyzers.Tests.Rules.Liveness;

public sealed class KeepAliveByIoControlTests
{
    private static string Method(string statements, string members = "") => $$"""
        using System;
        using System.Net.Sockets;
        using System.Runtime.InteropServices;

        static class C
        {
            {{members}}

            static void M(Socket socket, TcpClient client, byte[] times)
            {
                {{statements}}
            }
        }
        """;

    [Theory]
    [InlineData("socket.[|IOControl|](IOControlCode.KeepAliveValues, times, null);")]
    [InlineData("client.Client.[|IOControl|](IOControlCode.KeepAliveValues, times, new byte[0]);")]
    [InlineData("socket.[|IOControl|](unchecked((int)IOControlCode.KeepAliveValues), times, null);")]
    [InlineData("socket.[|IOControl|](unchecked((int)0x98000004), times, null);")]
    [InlineData("if (OperatingSystem.IsWindows()) socket.[|IOControl|](IOControlCode.KeepAliveValues, times, null);")]
    [InlineData("if (RuntimeInformation.IsOSPlatform(OSPlatform.Windows)) { socket.[|IOControl|](IOControlCode.KeepAliveValues, times, null); }")]
    [InlineData("socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true); socket.[|IOControl|](IOControlCode.KeepAliveValues, times, null);")]
    [InlineData("Action set = () => socket?.[|IOControl|](IOControlCode.KeepAliveValues, times, null); set();")]
    public Task The_way_of_Windows_alone_is_reported(string statements) => Verify<KeepAliveByIoControl>.Reports(Method(statements));

    [Theory]
    [InlineData("socket.IOControl(IOControlCode.NonBlockingIO, times, null);")]
    [InlineData("socket.IOControl(times.Length, times, null);")]
    [InlineData("socket.IOControl(unchecked((int)0x9800000C), times, null);")]
    public Task Another_control_code_is_none_of_this_rule_s(string statements) => Verify<KeepAliveByIoControl>.Quiet(Method(statements));

    [Fact]
    public Task A_type_that_sets_the_options_elsewhere_is_quiet() => Verify<KeepAliveByIoControl>.Quiet(Method(
        "if (OperatingSystem.IsWindows()) socket.IOControl(IOControlCode.KeepAliveValues, times, null); else Set(socket);",
        "static void Set(Socket s) => s.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 60);"));

    [Theory]
    [InlineData("net462")]
    [InlineData("netstandard2.0")]
    public Task Where_the_options_have_no_names_there_is_no_other_way(string framework) => Verify<KeepAliveByIoControl>.Quiet(
        "using System.Net.Sockets; static class C { static void M(Socket s, byte[] t) => s.IOControl(IOControlCode.KeepAliveValues, t, null); }",
        framework);

    [Fact]
    public Task Half_typed_code_is_left_alone() => Verify<KeepAliveByIoControl>.Quiet(Method("socket.{|CS1501:IOControl|}();"));
}
