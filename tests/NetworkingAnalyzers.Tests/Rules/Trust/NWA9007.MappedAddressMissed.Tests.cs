using System.Threading.Tasks;
using NetworkingAnalyzers.Rules.Trust;

namespace NetworkingAnalyzers.Tests.Rules.Trust;

public sealed class MappedAddressMissedTests
{
    private static string Handler(string statements, string members = "") => $$"""
        using System.Net;
        using System.Net.Sockets;
        using Microsoft.AspNetCore.Http;

        class C
        {
            private static readonly IPAddress Gateway = IPAddress.Parse("10.0.0.1");

            bool M(HttpContext context, ConnectionInfo connection)
            {
                {{statements}}
            }

            {{members}}
        }
        """;

    private static string Filter(string statements, string members = "") => $$"""
        using System;
        using System.Linq;
        using System.Net;
        using System.Net.NetworkInformation;
        using System.Net.Sockets;

        public static class C
        {
            public static bool IsPrivate(IPAddress address)
            {
                {{statements}}
            }

            {{members}}
        }
        """;

    [Theory]
    [InlineData("return context.Connection.RemoteIpAddress!.[|Equals|](IPAddress.Loopback);")]
    [InlineData("return IPAddress.Loopback.[|Equals|](connection.RemoteIpAddress);")]
    [InlineData("return object.[|Equals|](connection.RemoteIpAddress, IPAddress.Loopback);")]
    [InlineData("return connection.RemoteIpAddress!.[|Equals|](IPAddress.Parse(\"192.168.0.1\"));")]
    [InlineData("return connection.RemoteIpAddress!.[|Equals|](Gateway);")]
    [InlineData("var peer = context.Connection.RemoteIpAddress; return peer != null && peer.[|Equals|](IPAddress.Loopback);")]
    [InlineData("var peer = context.Connection.RemoteIpAddress; return peer?.[|Equals|](IPAddress.Loopback) == true;")]
    [InlineData("return connection.RemoteIpAddress!.[|ToString|]() == \"127.0.0.1\";")]
    [InlineData("return connection.RemoteIpAddress?.[|ToString|]() == \"127.0.0.1\";")]
    [InlineData("return connection.RemoteIpAddress!.[|ToString|]() is \"127.0.0.1\" or \"::1\";")]
    [InlineData("return connection.RemoteIpAddress!.[|ToString|]().StartsWith(\"192.168.\");")]
    [InlineData("return connection.RemoteIpAddress!.[|ToString|]().Equals(\"10.0.0.1\");")]
    [InlineData("return string.Equals(connection.RemoteIpAddress!.[|ToString|](), \"10.0.0.1\");")]
    [InlineData("var ip = connection.RemoteIpAddress!.[|ToString|](); return ip.StartsWith(\"10.\") || ip.StartsWith(\"192.168.\");")]
    [InlineData("var bytes = connection.RemoteIpAddress!.[|GetAddressBytes|](); return bytes[0] == 10;")]
    [InlineData("return connection.RemoteIpAddress!.[|GetAddressBytes|]()[0] == 10;")]
    public Task A_peer_of_a_web_server(string statements) => Verify<MappedAddressMissed, MappedAddressMissedFix>.Reports(Handler(statements));

    [Fact]
    public Task A_peer_of_a_socket_for_both_families() => Verify<MappedAddressMissed, MappedAddressMissedFix>.Reports("""
        using System.Net;
        using System.Net.Sockets;

        static class Doors
        {
            public static TcpListener Open() => TcpListener.Create(8080);
        }

        class Guard
        {
            public bool IsLocal(Socket accepted) => ((IPEndPoint)accepted.RemoteEndPoint!).Address.[|Equals|](IPAddress.Loopback);

            public bool IsLocal(TcpClient accepted)
            {
                var endpoint = accepted.Client.RemoteEndPoint as IPEndPoint;
                return endpoint!.Address.[|ToString|]() == "127.0.0.1";
            }
        }
        """);

    [Theory]
    [InlineData("var bytes = address.[|GetAddressBytes|](); return bytes[0] == 10 || (bytes[0] == 192 && bytes[1] == 168);")]
    [InlineData("byte[] bytes = address.[|GetAddressBytes|](); switch (bytes[0]) { case 10: return true; case 172: return bytes[1] is >= 16 and < 32; default: return false; }")]
    [InlineData("var bytes = address.[|GetAddressBytes|](); return bytes[0] switch { 10 => true, 192 => bytes[1] == 168, _ => false };")]
    [InlineData("return address.[|GetAddressBytes|]()[0] is 10 or 127;")]
    [InlineData("if (IPAddress.IsLoopback(address)) { return true; } if (address.AddressFamily == AddressFamily.InterNetwork) { var bytes = address.[|GetAddressBytes|](); return bytes[0] == 10; } return address.IsIPv6LinkLocal;")]
    [InlineData("if (address.AddressFamily == AddressFamily.InterNetworkV6) { return (address.GetAddressBytes()[0] & 0xFE) == 0xFC; } var bytes = address.[|GetAddressBytes|](); return bytes[0] == 10;")]
    [InlineData("var bytes = address.[|GetAddressBytes|](); return bytes.Length == 4 && bytes[0] == 10;")]
    [InlineData("var bytes = address.[|GetAddressBytes|](); return !(bytes[0] == 10 || bytes[0] == 192 && bytes[1] == 168);")]
    [InlineData("bool IsPublic(IPAddress one) { var bytes = one.[|GetAddressBytes|](); return bytes[0] != 10; } return !IsPublic(address);")]
    [InlineData("return address.[|GetAddressBytes|]() is [10, ..] or [192, 168, ..] or [172, >= 16 and <= 31, ..];")]
    [InlineData("return address.[|GetAddressBytes|]() switch { [10, ..] => true, [172, >= 16 and < 32, ..] => true, [192, 168, ..] => true, _ => false };")]
    public Task A_function_that_says_which_addresses_are_private(string statements) => Verify<MappedAddressMissed, MappedAddressMissedFix>.Reports(Filter(statements));

    [Theory]
    [InlineData("return address.GetAddressBytes() is [10, ..] or [.., 10, 0, 0, 1];")]
    [InlineData("return address.GetAddressBytes() switch { [10, _, _, _] or [_, _, _, _, _, _, _, _, _, _, 255, 255, 10, _, _, _] => true, _ => false };")]
    public Task Patterns_that_know_the_longer_form_are_quiet(string statements) => Verify<MappedAddressMissed, MappedAddressMissedFix>.Quiet(Filter(statements));

    [Theory]
    [InlineData("return s_admins.Contains(context.Connection.RemoteIpAddress!.[|ToString|]());")]
    [InlineData("if (!s_admins.Contains(context.Connection.RemoteIpAddress?.[|ToString|]()!)) { return false; } return true;")]
    public Task A_text_that_is_looked_up_among_addresses(string statements) => Verify<MappedAddressMissed>.Reports(Handler(statements, "private static readonly System.Collections.Generic.HashSet<string> s_admins = [\"10.0.0.5\", \"10.0.0.6\"];"));

    [Theory]
    [InlineData("[\"::ffff:10.0.0.5\", \"10.0.0.5\"]")]
    [InlineData("[\"10.0.0.5\", \"proxy\"]")]
    [InlineData("[]")]
    public Task What_it_is_looked_up_among_may_know_both_forms(string set) => Verify<MappedAddressMissed>.Quiet(
        Handler("return s_admins.Contains(context.Connection.RemoteIpAddress!.ToString());", $"private static readonly System.Collections.Generic.HashSet<string> s_admins = {set};"));

    [Fact]
    public Task An_old_framework() => Verify<MappedAddressMissed, MappedAddressMissedFix>.Reports("""
        using System.Net;

        public class Filter
        {
            public bool IsInternal(string host)
            {
                foreach (var address in Dns.GetHostAddresses(host))
                {
                    if (IsPrivate(address)) { return true; }
                }

                return false;
            }

            private static bool IsPrivate(IPAddress address)
            {
                byte[] bytes = address.[|GetAddressBytes|]();
                return bytes[0] == 10 || bytes[0] == 127;
            }
        }
        """, "net462");

    [Theory]
    [InlineData("var peer = connection.RemoteIpAddress!; if (peer.IsIPv4MappedToIPv6) { peer = peer.MapToIPv4(); } return peer.Equals(IPAddress.Loopback);", "")]
    [InlineData("return connection.RemoteIpAddress!.MapToIPv4().ToString() == \"127.0.0.1\";", "")]
    [InlineData("return connection.RemoteIpAddress!.ToString() is \"127.0.0.1\" or \"::ffff:127.0.0.1\";", "")]
    [InlineData("return connection.RemoteIpAddress!.Equals(IPAddress.Loopback);", "bool IsOld(IPAddress address) => address.AddressFamily == AddressFamily.InterNetwork;")]
    public Task Where_the_type_knows_of_families_it_is_quiet(string statements, string members) => Verify<MappedAddressMissed, MappedAddressMissedFix>.Quiet(Handler(statements, members));

    [Theory]
    [InlineData("return IPAddress.IsLoopback(connection.RemoteIpAddress!);")]
    [InlineData("return connection.RemoteIpAddress!.Equals(connection.LocalIpAddress);")]
    [InlineData("return connection.RemoteIpAddress!.Equals(IPAddress.IPv6Loopback);")]
    [InlineData("return connection.RemoteIpAddress!.Equals(IPAddress.Any);")]
    [InlineData("return connection.RemoteIpAddress!.ToString() == \"::1\";")]
    [InlineData("return connection.RemoteIpAddress!.ToString() == context.TraceIdentifier;")]
    [InlineData("return connection.LocalIpAddress!.Equals(IPAddress.Loopback);")]
    public Task What_asks_for_no_IPv4_address_or_of_no_peer_is_quiet(string statements) => Verify<MappedAddressMissed, MappedAddressMissedFix>.Quiet(Handler(statements));

    [Fact]
    public Task A_socket_for_one_family_is_quiet() => Verify<MappedAddressMissed, MappedAddressMissedFix>.Quiet("""
        using System.Net;
        using System.Net.Sockets;

        class Guard
        {
            private readonly TcpListener _listener = new(IPAddress.Any, 8080);

            public bool IsLocal(Socket accepted) => ((IPEndPoint)accepted.RemoteEndPoint!).Address.Equals(IPAddress.Loopback);
        }
        """);

    [Theory]
    [InlineData("if (address.IsIPv4MappedToIPv6) { address = address.MapToIPv4(); } var bytes = address.GetAddressBytes(); return bytes[0] == 10;", "")]
    [InlineData("if (address.AddressFamily != AddressFamily.InterNetwork) { return true; } return address.GetAddressBytes()[0] == 10;", "")]
    [InlineData("if (address.AddressFamily == AddressFamily.InterNetworkV6) { throw new NotSupportedException(); } return address.GetAddressBytes()[0] == 10;", "")]
    [InlineData("var bytes = address.GetAddressBytes(); if (bytes.Length == 16 && bytes[0] == 0 && bytes[10] == 255) { return bytes[12] == 10; } return bytes[0] == 10;", "")]
    [InlineData("var bytes = address.GetAddressBytes(); return bytes[0] == 10 || bytes[0] == 0;", "")]
    [InlineData("var bytes = address.GetAddressBytes(); return bytes[0] == 10;", "static bool Ask(IPAddress address) => IsPrivate(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address);")]
    public Task A_filter_that_says_the_same_of_both_is_quiet(string statements, string members) => Verify<MappedAddressMissed, MappedAddressMissedFix>.Quiet(Filter(statements, members));

    [Fact]
    public Task A_text_that_is_an_address() => Verify<MappedAddressMissed, MappedAddressMissedFix>.Reports("""
        using System.Net;
        using System.Net.Sockets;

        class Places
        {
            private static bool IsLocalOrPrivate(string text)
            {
                if (string.IsNullOrEmpty(text) || text == "::1" || text == "localhost")
                {
                    return true;
                }

                if (IPAddress.TryParse(text, out var address))
                {
                    if (address.AddressFamily == AddressFamily.InterNetwork)
                    {
                        var bytes = address.[|GetAddressBytes|]();
                        if (bytes[0] == 10 || (bytes[0] == 172 && bytes[1] >= 16 && bytes[1] <= 31))
                        {
                            return true;
                        }
                    }
                }

                return false;
            }
        }
        """);

    [Theory]
    [InlineData("var bytes = address.GetAddressBytes(); return bytes[3] == 10;")]
    [InlineData("var bytes = address.GetAddressBytes(); return bytes[0] == 224;")]
    [InlineData("var bytes = address.GetAddressBytes(); Console.WriteLine(bytes[0]); return true;")]
    public Task Other_bytes_are_quiet(string statements) => Verify<MappedAddressMissed, MappedAddressMissedFix>.Quiet(Filter(statements));

    [Fact]
    public Task What_is_asked_of_this_machines_own_addresses_is_quiet() => Verify<MappedAddressMissed, MappedAddressMissedFix>.Quiet(Filter(
        "var bytes = address.GetAddressBytes(); return bytes[0] == 10;",
        "public static IPAddress? Own() => NetworkInterface.GetAllNetworkInterfaces().SelectMany(one => one.GetIPProperties().UnicastAddresses).Select(one => one.Address).FirstOrDefault(IsPrivate);"));

    [Theory]
    [InlineData("return connection.RemoteIpAddress!.[|ToString|]() == \"127.0.0.1\";", "return (connection.RemoteIpAddress!.IsIPv4MappedToIPv6 ? connection.RemoteIpAddress.MapToIPv4() : connection.RemoteIpAddress).ToString() == \"127.0.0.1\";")]
    [InlineData("var peer = context.Connection.RemoteIpAddress; return peer != null && peer.[|Equals|](IPAddress.Loopback);", "var peer = context.Connection.RemoteIpAddress; return peer != null && (peer.IsIPv4MappedToIPv6 ? peer.MapToIPv4() : peer).Equals(IPAddress.Loopback);")]
    [InlineData("var bytes = connection.RemoteIpAddress!.[|GetAddressBytes|](); return bytes[0] == 10;", "var bytes = (connection.RemoteIpAddress!.IsIPv4MappedToIPv6 ? connection.RemoteIpAddress.MapToIPv4() : connection.RemoteIpAddress).GetAddressBytes(); return bytes[0] == 10;")]
    public Task The_address_is_mapped(string before, string after) => Verify<MappedAddressMissed, MappedAddressMissedFix>.Fixes(Handler(before), Handler(after));

    [Fact]
    public Task In_a_filter() => Verify<MappedAddressMissed, MappedAddressMissedFix>.Fixes(
        Filter("var bytes = address.[|GetAddressBytes|](); return bytes[0] == 10;"),
        Filter("var bytes = (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).GetAddressBytes(); return bytes[0] == 10;"));

    [Theory]
    [InlineData(
        "if (address.AddressFamily == AddressFamily.InterNetwork)\n        {\n            var bytes = address.[|GetAddressBytes|]();\n            return bytes[0] == 10;\n        }\n\n        return false;",
        "if (address.IsIPv4MappedToIPv6) { address = address.MapToIPv4(); }\n\n        if (address.AddressFamily == AddressFamily.InterNetwork)\n        {\n            var bytes = address.GetAddressBytes();\n            return bytes[0] == 10;\n        }\n\n        return false;")]
    [InlineData(
        "if (address.AddressFamily != AddressFamily.InterNetwork) return false;\n        return address.[|GetAddressBytes|]()[0] == 10;",
        "if (address.IsIPv4MappedToIPv6) { address = address.MapToIPv4(); }\n\n        if (address.AddressFamily != AddressFamily.InterNetwork) return false;\n        return address.GetAddressBytes()[0] == 10;")]
    [InlineData(
        "return address.AddressFamily == AddressFamily.InterNetwork && address.[|GetAddressBytes|]()[0] == 10;",
        "if (address.IsIPv4MappedToIPv6) { address = address.MapToIPv4(); }\n\n        return address.AddressFamily == AddressFamily.InterNetwork && address.GetAddressBytes()[0] == 10;")]
    public Task Where_the_family_is_tested_first_it_is_mapped_before_that(string before, string after) =>
        Verify<MappedAddressMissed, MappedAddressMissedFix>.Fixes(Filter(before), Filter(after));

    [Theory]
    [InlineData("internal", "var all = (await Dns.GetHostAddressesAsync(Name).ConfigureAwait(false)).Where(a => a.AddressFamily == AddressFamily.InterNetwork).ToArray(); return all.Any(a => IsPrivate(a));", false)]
    [InlineData("internal", "return (await Dns.GetHostEntryAsync(Name)).AddressList.Any(IsPrivate);", false)]
    [InlineData("private", "foreach (var one in await Dns.GetHostAddressesAsync(Name)) { if (IsPrivate(one)) { return true; } } return false;", false)]
    [InlineData("private", "var all = await Dns.GetHostAddressesAsync(\"cache.example.org\"); return IsPrivate(all[0]) || IsPrivate(all.Last());", false)]
    [InlineData("public", "return (await Dns.GetHostEntryAsync(Name)).AddressList.Any(IsPrivate);", true)]
    [InlineData("internal", "return (await Dns.GetHostEntryAsync(host)).AddressList.Any(IsPrivate);", true)]
    [InlineData("internal", "return IsPrivate(IPAddress.Parse(host)) || (await Dns.GetHostEntryAsync(Name)).AddressList.Any(IsPrivate);", true)]
    public Task What_the_DNS_says_of_a_host_that_the_code_names_is_nobodys_choice(string access, string asking, bool isReported)
    {
        var code = $$"""
            using System.Linq;
            using System.Net;
            using System.Net.Sockets;
            using System.Threading.Tasks;

            public static class C
            {
                private static string Name = "cache.example.org";

                public static async Task<bool> AskAsync(string host) { await Task.Yield(); {{asking}} }

                {{access}} static bool IsPrivate(IPAddress address)
                {
                    var bytes = address.{{(isReported ? "[|GetAddressBytes|]" : "GetAddressBytes")}}();
                    return address.AddressFamily == AddressFamily.InterNetwork && bytes[0] == 10;
                }
            }
            """;
        return isReported ? Verify<MappedAddressMissed>.Reports(code) : Verify<MappedAddressMissed>.Quiet(code);
    }

    [Fact]
    public Task A_family_tested_where_the_address_is_parsed_leaves_no_place_to_map_it() => Verify<MappedAddressMissed, MappedAddressMissedFix>.OffersNothing(Filter(
        "return false;",
        "public static bool IsLocal(string text) { if (IPAddress.TryParse(text, out var address) && address.AddressFamily == AddressFamily.InterNetwork) { return address.[|GetAddressBytes|]()[0] == 10; } return false; }"));

    [Theory]
    [InlineData("return IPAddress.Loopback.[|Equals|](connection.RemoteIpAddress);")]
    [InlineData("return connection.RemoteIpAddress?.[|ToString|]() == \"127.0.0.1\";")]
    [InlineData("return object.[|Equals|](connection.RemoteIpAddress, IPAddress.Loopback);")]
    public Task Where_the_address_may_be_null_nothing_is_offered(string statements) => Verify<MappedAddressMissed, MappedAddressMissedFix>.OffersNothing(Handler(statements));

    [Theory]
    [InlineData("var here = new[] { \"127.0.0.1\", \"::1\", connection.LocalIpAddress!.ToString() }; return System.Linq.Enumerable.Contains(here, connection.RemoteIpAddress!.ToString());")]
    public Task Looked_up_beside_the_local_address_of_the_connection_it_is_found(string statements) => Verify<MappedAddressMissed>.Quiet(Handler(statements));

    [Theory]
    [InlineData("var here = new[] { \"127.0.0.1\", \"::1\" }; return System.Linq.Enumerable.Contains(here, connection.RemoteIpAddress!.[|ToString|]());")]
    public Task Looked_up_among_constants_it_is_missed(string statements) => Verify<MappedAddressMissed>.Reports(Handler(statements));
}
