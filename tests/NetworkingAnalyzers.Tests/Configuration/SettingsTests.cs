using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Testing;
using NetworkingAnalyzers.Configuration;
using NetworkingAnalyzers.Knowledge;
using NetworkingAnalyzers.Rules.Accepting;
using NetworkingAnalyzers.Rules.Liveness;

namespace NetworkingAnalyzers.Tests.Configuration;

public sealed class SettingsTests
{
    private const string Server = """
        using System.Net;
        using System.Net.Sockets;
        using System.Threading.Tasks;
        class Server
        {
            async Task Run()
            {
                var listener = new TcpListener(IPAddress.Any, 7000);
                listener.BACKLOG;
                while (true)
                {
                    var client = await listener.AcceptTcpClientAsync();
                    _ = Task.Run(() => client.Dispose());
                }
            }
        }
        """;

    [Theory]
    [InlineData("", "{|NWA4005:Start|}(10)")]
    [InlineData("", "Start(11)")]
    [InlineData("dotnet_code_quality.NWA4005.smallest_backlog = 5", "Start(5)")]
    [InlineData("dotnet_code_quality.NWA4005.smallest_backlog = 5", "{|NWA4005:Start|}(4)")]
    [InlineData("dotnet_code_quality.NWA4005.smallest_backlog = 512", "{|NWA4005:Start|}(511)")]
    [InlineData("dotnet_code_quality.NWA4005.smallest_backlog = many", "{|NWA4005:Start|}(10)")]
    public Task The_smallest_backlog(string setting, string call) => Configured<BacklogTooSmall>.Reports(Server.Replace("BACKLOG", call, System.StringComparison.Ordinal), settings: setting);

    [Theory]
    [InlineData("", true)]
    [InlineData("dotnet_code_quality.NWA3001.watch_names = lease, gardener", false)]
    [InlineData("dotnet_code_quality.NWA3001.watch_names = lease", true)]
    [InlineData("dotnet_code_quality.NWA3001.watch_names = ", true)]
    public Task Names_by_which_a_silent_peer_is_noticed(string setting, bool speaks) => Configured<SilentPeerUnnoticed>.Reports(
        $$"""
        using System.Net.Sockets;
        class Reader
        {
            private readonly object _gardener = new();
            void Start(Socket socket) => Run(socket, new byte[1]);
            void Run(Socket socket, byte[] buffer)
            {
                while (socket.{{(speaks ? "{|NWA3001:Receive|}" : "Receive")}}(buffer) > 0)
                {
                    _gardener.ToString();
                }
            }
        }
        """,
        settings: setting);

    [Theory]
    [InlineData("", true)]
    [InlineData("dotnet_code_quality.NWA3003.deadline_names = gardener", false)]
    public Task Names_by_which_a_read_ends_after_a_time(string setting, bool speaks) => Configured<BlockingReadWithoutTimeout>.Reports(
        $$"""
        using System.IO;
        using System.Net.Sockets;
        class Asker
        {
            private readonly object _gardener = new();
            string Ask(string host)
            {
                using var client = new TcpClient(host, 4001);
                using var writer = new StreamWriter(client.GetStream()) { AutoFlush = true };
                using var reader = new StreamReader(client.GetStream());
                writer.WriteLine("TEMP?");
                return reader.{{(speaks ? "{|NWA3003:ReadLine|}" : "ReadLine")}}();
            }
        }
        """,
        settings: setting);

    [Theory]
    [InlineData("dotnet_code_quality.NWA4005.smallest_backlog", "many", "a whole number from 1 to 65535")]
    [InlineData("dotnet_code_quality.NWA4005.smallest_backlog", "0", "a whole number from 1 to 65535")]
    [InlineData("dotnet_code_quality.NWA4005.smallest_backlog", "-1", "a whole number from 1 to 65535")]
    [InlineData("dotnet_code_quality.NWA4005.smallest_backlog", "12", null)]
    [InlineData("dotnet_code_quality.NWA3001.watch_names", "lease|ward", "words of letters, digits and '_' with commas between them")]
    [InlineData("dotnet_code_quality.NWA3001.watch_names", "lease, ward", null)]
    [InlineData("dotnet_code_quality.CA1000.api_surface", "nonsense", null)]
    public Task A_value_that_is_not_allowed_is_told_once(string key, string value, string? allowed) => Configured<ConfigurationCheck>.Reports(
        "class C { }",
        settings: $"{key} = {value}",
        elsewhere: allowed is null ? [] : [new DiagnosticResult("NWA0003", DiagnosticSeverity.Warning).WithNoLocation().WithArguments(key, value, allowed)]);

    [Fact]
    public void Every_setting_is_on_its_page_and_in_the_list()
    {
        var root = References.FromBuild("RepositoryRoot");
        var list = File.ReadAllText(Path.Combine(root, "docs", "configuration.md"));
        Assert.Empty(Settings.All.Where(setting => !list.Contains($"`{setting.Key}`", System.StringComparison.Ordinal) || !list.Contains(setting.Meaning, System.StringComparison.Ordinal)).Select(setting => setting.Key));
        Assert.Empty(Settings.All.Where(setting => !File.ReadAllText(Path.Combine(root, "docs", "rules", setting.Rule + ".md")).Contains($"`{setting.Key}`", System.StringComparison.Ordinal)).Select(setting => setting.Key));
    }
}
