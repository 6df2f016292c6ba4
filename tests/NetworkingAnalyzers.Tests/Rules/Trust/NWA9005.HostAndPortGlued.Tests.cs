using System.Threading.Tasks;
using NetworkingAnalyzers.Rules.Trust;

namespace NetworkingAnalyzers.Tests.Rules.Trust;

public sealed class HostAndPortGluedTests
{
    private static string Method(string statements) => $$"""
        using System;
        using System.Net;
        using System.Net.Http;
        using System.Net.Sockets;

        class Node
        {
            public IPAddress Address { get; set; } = IPAddress.Parse("2001:db8::1");
            public string Host { get; set; } = "example.com";
            public IPEndPoint Remote { get; set; } = new(1, 2);
        }

        class C
        {
            object? M(IPAddress address, IPEndPoint endpoint, EndPoint any, Node node, Socket socket, HttpClient client, int port, string scheme)
            {
                {{statements}}
            }
        }
        """;

    [Theory]
    [InlineData("return new Uri($\"http://{[|address|]}:{port}/\");")]
    [InlineData("return new Uri($\"http://{[|endpoint.Address|]}:{endpoint.Port}/\");")]
    [InlineData("return client.GetAsync($\"https://{[|node.Address|]}/status\");")]
    [InlineData("return $\"{scheme}://{[|address|]}:{port}\";")]
    [InlineData("return $\"ws://{[|address|].ToString()}:{port}\";")]
    [InlineData("return new Uri(\"http://\" + [|address|] + \":\" + port);")]
    [InlineData("return new Uri(\"http\" + \"://\" + [|address|].ToString() + \":\" + port + \"/a\");")]
    [InlineData("return new Uri(scheme + \"://\" + [|endpoint.Address|] + \"/\");")]
    [InlineData("return string.Format(\"http://{0}:{1}/\", [|address|], port);")]
    [InlineData("return string.Format(System.Globalization.CultureInfo.InvariantCulture, \"http://{1}:{0}/\", port, [|address|]);")]
    [InlineData("return string.Concat(\"http://\", [|address|].ToString(), \"/\");")]
    [InlineData("Func<Uri> make = () => new Uri($\"http://{[|address|]}:{port}/\"); return make();")]
    [InlineData("foreach (var one in Dns.GetHostAddresses(node.Host)) { client.GetAsync($\"http://{[|one|]}:{port}/\"); } return null;")]
    public Task An_address_that_stands_bare_where_a_URL_has_its_host(string statement) => Verify<HostAndPortGlued>.Reports(Method(statement));

    [Theory]
    [InlineData("return endpoint.ToString().[|Split|](':')[0];")]
    [InlineData("return socket.RemoteEndPoint!.ToString()!.[|Split|](':')[0];")]
    [InlineData("return socket.RemoteEndPoint?.ToString()?.[|Split|](':')[1];")]
    [InlineData("return any.ToString()!.[|Split|](\":\")[0];")]
    [InlineData("return any.ToString()!.[|Split|](new[] { ':' }, 2)[0];")]
    [InlineData("var text = endpoint.ToString(); var parts = text.[|Split|](new char[] { ':' }, StringSplitOptions.RemoveEmptyEntries); return parts[0];")]
    [InlineData("var text = endpoint.ToString(); return text.Substring(0, text.[|IndexOf|](':'));")]
    [InlineData("var text = socket.RemoteEndPoint!.ToString()!; var colon = text.[|IndexOf|](\":\"); return text.Substring(0, colon);")]
    public Task An_endpoint_that_is_taken_apart_at_its_colons(string statement) => Verify<HostAndPortGlued>.Reports(Method(statement));

    [Theory]
    [InlineData("return new Uri($\"http://{endpoint}/\");")]
    [InlineData("return new Uri($\"http://[{address}]:{port}/\");")]
    [InlineData("return new Uri(\"http://[\" + address + \"]:\" + port);")]
    [InlineData("return new UriBuilder(scheme, address.ToString(), port).Uri;")]
    [InlineData("return $\"{address}:{port}\";")]
    [InlineData("return \"address \" + address + \":\" + port;")]
    public Task What_has_its_brackets_and_what_is_no_URL_is_quiet(string statement) => Verify<HostAndPortGlued>.Quiet(Method(statement));

    [Theory]
    [InlineData("return new Uri($\"http://{node.Host}:{port}/\");")]
    [InlineData("return new Uri(\"http://\" + node.Host + \":\" + port);")]
    [InlineData("return node.Host.Split(':')[0];")]
    public Task Hosts_that_are_texts_are_quiet(string statement) => Verify<HostAndPortGlued>.Quiet(Method(statement));

    [Theory]
    [InlineData("Console.WriteLine($\"http://{address}:{port}/\"); return null;")]
    [InlineData("Console.WriteLine(\"http://\" + address + \":\" + port); return null;")]
    [InlineData("throw new InvalidOperationException($\"http://{address}:{port}/ does not answer\");")]
    [InlineData("var host = $\"ws://{address}:{port}\"; return null;")]
    [InlineData("var line = $\"Listening on http://{address}:{port}\"; return line;")]
    public Task What_is_only_shown_is_quiet(string statement) => Verify<HostAndPortGlued>.Quiet(Method(statement));

    [Theory]
    [InlineData("if (address.AddressFamily == AddressFamily.InterNetworkV6) { return new Uri($\"http://[{address}]:{port}/\"); } return new Uri($\"http://{address}:{port}/\");")]
    [InlineData("return new Uri($\"http://{address.MapToIPv4()}:{port}/\");")]
    [InlineData("return new Uri($\"http://{IPAddress.Loopback}:{port}/\");")]
    [InlineData("var here = IPAddress.Parse(\"192.0.2.1\"); return new Uri($\"http://{here}:{port}/\");")]
    [InlineData("new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp); return any.ToString()!.Split(':')[0];")]
    [InlineData("new TcpListener(IPAddress.Any, port); return any.ToString()!.Split(':')[0];")]
    [InlineData("return $\"ipv4://{address}:{port}\";")]
    [InlineData("var family = address.AddressFamily; return new Uri(family == 0 ? \"\" : $\"http://{address}:{port}/\");")]
    public Task Code_that_knows_the_family_is_quiet(string statement) => Verify<HostAndPortGlued>.Quiet(Method(statement));

    [Theory]
    [InlineData("if (IPAddress.Loopback.Equals(address)) { return null; } return new Uri($\"http://{[|address|]}:{port}/\");")]
    [InlineData("if (address == IPAddress.Any) { return null; } return new Uri(\"http://\" + [|address|] + \":\" + port);")]
    [InlineData("new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp); return new Uri($\"http://{[|endpoint.Address|]}:{port}/\");")]
    public Task An_address_that_is_compared_says_nothing_of_the_others(string statement) => Verify<HostAndPortGlued>.Reports(Method(statement));

    [Theory]
    [InlineData("return endpoint.ToString().Split(',')[0];")]
    [InlineData("return endpoint.ToString().Split(' ', ':')[0];")]
    [InlineData("var text = endpoint.ToString(); return text.Substring(text.LastIndexOf(':') + 1);")]
    [InlineData("return endpoint.ToString().IndexOf(':') > 0 ? endpoint : null;")]
    [InlineData("return endpoint.ToString().IndexOf(',');")]
    public Task Other_separators_are_quiet(string statement) => Verify<HostAndPortGlued>.Quiet(Method(statement));

    [Theory]
    [InlineData("net462")]
    [InlineData("netstandard2.0")]
    public Task On_older_frameworks(string framework) => Verify<HostAndPortGlued>.Reports(
        "using System; using System.Net; class C { Uri M(IPAddress a, int port) { return new Uri(\"http://\" + [|a|] + \":\" + port); } string N(EndPoint e) { return e.ToString().[|Split|](':')[0]; } }", framework);

    [Fact]
    public Task A_text_that_somebody_reads_is_reported() => Verify<HostAndPortGlued>.Reports(Method("var host = $\"ws://{[|address|]}:{port}\"; return new Uri(host);"));
}
