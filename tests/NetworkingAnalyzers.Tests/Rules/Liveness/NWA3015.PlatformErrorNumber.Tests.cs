using System.Threading.Tasks;
using NetworkingAnalyzers.Rules.Liveness;

namespace NetworkingAnalyzers.Tests.Rules.Liveness;

public sealed class PlatformErrorNumberTests
{
    [Theory]
    [InlineData("if (e.[|ErrorCode|] == 10054) { return; }", "if ((int)e.SocketErrorCode == 10054) { return; }")]
    [InlineData("if (e.[|NativeErrorCode|] != 10035) { return; }", "if ((int)e.SocketErrorCode != 10035) { return; }")]
    [InlineData("if (10054 == e.[|ErrorCode|] || e.Message == \"\") { return; }", "if (10054 == (int)e.SocketErrorCode || e.Message == \"\") { return; }")]
    [InlineData("if (e.[|ErrorCode|] is 10053 or 10054) { return; }", "if ((int)e.SocketErrorCode is 10053 or 10054) { return; }")]
    [InlineData("switch (e.[|ErrorCode|]) { case 10054: return; }", "switch ((int)e.SocketErrorCode) { case 10054: return; }")]
    [InlineData("var gone = e.[|ErrorCode|] switch { 10054 => true, _ => false };", "var gone = (int)e.SocketErrorCode switch { 10054 => true, _ => false };")]
    [InlineData("if (e.[|ErrorCode|] == (int)SocketError.TimedOut) { return; }", "if ((int)e.SocketErrorCode == (int)SocketError.TimedOut) { return; }")]
    public Task A_number_of_Windows_is_compared_with_what_has_it_everywhere(string before, string after) =>
        Verify<PlatformErrorNumber, PlatformErrorNumberFix>.Fixes(In(before), In(after));

    [Fact]
    public Task A_filter_is_seen_in_a_library_for_all_systems() => Verify<PlatformErrorNumber>.Reports(
        """
        using System.Net.Sockets;

        class C
        {
            int M(Socket s)
            {
                try { return s.Receive(new byte[1]); }
                catch (SocketException e) when (e.[|ErrorCode|] == 10054) { return 0; }
            }
        }
        """,
        framework: "netstandard2.0");

    [Theory]
    [InlineData("if (other.InnerException is SocketException { [|NativeErrorCode|]: 10054 }) { return; }")]
    [InlineData("if (other is SocketException { [|ErrorCode|]: 10053 or 10054 }) { return; }")]
    public Task A_property_pattern_is_reported_and_left_to_the_author(string statement) =>
        Verify<PlatformErrorNumber, PlatformErrorNumberFix>.OffersNothing(In(statement).Replace("SocketException e,", "Exception other, SocketException e,"));

    [Theory]
    [InlineData("if (e.SocketErrorCode == SocketError.ConnectionReset) { return; }")]
    [InlineData("if ((int)e.SocketErrorCode == 10054) { return; }")]
    public Task The_code_of_SocketError_is_quiet(string statement) => Verify<PlatformErrorNumber>.Quiet(In(statement));

    [Theory]
    [InlineData("if (e.ErrorCode == 0) { return; }")]
    [InlineData("if (e.ErrorCode == number) { return; }")]
    [InlineData("Console.WriteLine(e.ErrorCode);")]
    [InlineData("if (e.ErrorCode == 10054) { Console.WriteLine(\"gone\"); } else { Console.WriteLine(e); }")]
    [InlineData("if (e.ErrorCode == 10048) Console.WriteLine(\"in use\"); else if (e.ErrorCode == 10049) Console.WriteLine(\"unavailable\"); else Console.WriteLine(e);")]
    [InlineData("if (e.ErrorCode == 10054 || number == 1) { Console.WriteLine(\"gone\"); }")]
    public Task Other_numbers_and_a_log_are_quiet(string statement) => Verify<PlatformErrorNumber>.Quiet(In(statement));

    [Fact]
    public Task Another_exception_has_numbers_of_its_own() => Verify<PlatformErrorNumber>.Quiet("""
        using System.ComponentModel;

        class C
        {
            bool M(Win32Exception e) => e.NativeErrorCode == 10054;
        }
        """);

    [Fact]
    public Task The_framework_that_runs_on_Windows_only_is_quiet() => Verify<PlatformErrorNumber>.Quiet(
        """
        using System.Net.Sockets;

        class C
        {
            bool M(SocketException e) => e.ErrorCode == 10054;
        }
        """,
        framework: "net462");

    [Theory]
    [InlineData("if (e.ErrorCode == 10060 || e.ErrorCode == 10035 || e.ErrorCode == 110) { return; }")]
    [InlineData("if (e.ErrorCode is 10054 or 104) { return; }")]
    [InlineData("switch (e.ErrorCode) { case 10054: case 104: return; }")]
    public Task The_number_of_another_system_beside_it_is_quiet(string statement) => Verify<PlatformErrorNumber>.Quiet(In(statement));

    [Theory]
    [InlineData("if (e.[|ErrorCode|] == 10060 || number == 110) { return; }")]
    [InlineData("if (e.[|ErrorCode|] == 10060) { return; } Console.WriteLine(e.ErrorCode == 110);")]
    [InlineData("if (e.[|ErrorCode|] == 10060) { Console.WriteLine(e); } else { throw new Exception(); }")]
    [InlineData("if (e.[|ErrorCode|] == 10060) { Console.WriteLine(e); number++; }")]
    [InlineData("if (e.[|ErrorCode|] == 10048) Console.WriteLine(e); else if (number == 1) return;")]
    public Task Another_number_elsewhere_changes_nothing(string statement) => Verify<PlatformErrorNumber>.Reports(In(statement));

    private static string In(string statement) => """
        using System;
        using System.Net.Sockets;

        class C
        {
            void M(SocketException e, int number)
            {
                STATEMENT
            }
        }
        """.Replace("STATEMENT", statement);
}
